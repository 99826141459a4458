from django.apps import AppConfig


class BrandingConfig(AppConfig):
    name = "apps.branding"
    verbose_name = "品牌命名"

    def ready(self) -> None:
        from apps.reminders.registries import providers, rule_kinds

        from . import reminders

        for provider in reminders.PROVIDERS:
            providers.register(provider)
        for kind in reminders.KINDS:
            rule_kinds.register(kind)
