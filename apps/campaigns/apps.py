from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "apps.campaigns"
    verbose_name = "创建活动"

    def ready(self) -> None:
        from apps.reminders.registries import calendar_entries, providers, rule_kinds

        from . import announcement_reminders, cadence_reminders, line_reminders, receivers

        receivers.register()
        for source in (cadence_reminders, announcement_reminders, line_reminders):
            for provider in source.PROVIDERS:
                providers.register(provider)
            for kind in source.KINDS:
                rule_kinds.register(kind)
        calendar_entries.register(announcement_reminders.gathering_entries)
