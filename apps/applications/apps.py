from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "apps.applications"
    verbose_name = "申报"

    def ready(self) -> None:
        from apps.campaigns import registries as campaigns
        from apps.core.registries import search_providers
        from apps.reminders.registries import providers

        from . import receivers, reminders

        campaigns.funnel_providers.register(receivers.funnel)
        campaigns.child_counters.register(receivers.funnel_below)
        campaigns.tab_providers.register(receivers.tabs)
        campaigns.own_states.register(receivers.own_state)
        campaigns.burden_counters.register(receivers.form_burden)
        search_providers.register(receivers.search)
        providers.register(reminders.due)
