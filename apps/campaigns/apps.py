from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "apps.campaigns"
    verbose_name = "创建活动"

    def ready(self) -> None:
        from apps.reminders.registries import providers, rule_kinds

        from . import cadence_reminders, receivers

        receivers.register()
        for provider in cadence_reminders.PROVIDERS:
            providers.register(provider)
        for kind in cadence_reminders.KINDS:
            rule_kinds.register(kind)
