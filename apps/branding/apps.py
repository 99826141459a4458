from django.apps import AppConfig


class BrandingConfig(AppConfig):
    name = "apps.branding"
    verbose_name = "品牌命名"

    def ready(self) -> None:
        from apps.inspections.registries import belt_places
        from apps.reminders.registries import providers, rule_kinds

        from . import queries, reminders

        belt_places.register(queries.belt_places)

        for provider in reminders.PROVIDERS:
            providers.register(provider)
        for kind in reminders.KINDS:
            rule_kinds.register(kind)
