from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "apps.inspections"
    verbose_name = "督查验收"

    def ready(self) -> None:
        from apps.campaigns.registries import tab_providers
        from apps.core.registries import file_readers, search_providers
        from apps.reminders.registries import providers
        from apps.standards.registries import survey_readers

        from . import receivers, reminders

        file_readers.register(receivers.reads_file)
        search_providers.register(receivers.search)
        providers.register(reminders.due)
        survey_readers.register(receivers.surveys)
        tab_providers.register(receivers.campaign_tabs)
