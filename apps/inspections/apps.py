from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "apps.inspections"
    verbose_name = "督查验收"

    def ready(self) -> None:
        from apps.campaigns.registries import other_asks, tab_providers
        from apps.core.registries import file_readers, released_uses, search_providers, where_used
        from apps.organizations.registries import (
            MergeMover,
            SplitMover,
            library_purposes,
            merge_movers,
            orphan_obstacles,
            reference_loaders,
            split_movers,
        )
        from apps.reminders.registries import calendar_entries, providers, rule_kinds
        from apps.standards.registries import survey_readers

        from . import (
            inspector_reminders,
            letter_reminders,
            quarter_reminders,
            receivers,
            record_reminders,
            reminders,
            survey_reminders,
        )
        from .services.merging import carry_inspections, follow_division, foresee_inspections, nothing_to_divide
        from .services.problems import load_reference_problems

        reference_loaders.register(load_reference_problems)
        file_readers.register(receivers.reads_file)
        where_used.register(receivers.places_of_photos)
        released_uses.register(receivers.released_imports)
        library_purposes.add("rectification")
        search_providers.register(receivers.search)
        calendar_entries.register(receivers.visits_of)
        calendar_entries.register(receivers.told_visits_of)
        for source in (
            reminders,
            quarter_reminders,
            inspector_reminders,
            letter_reminders,
            record_reminders,
            survey_reminders,
        ):
            for provider in source.PROVIDERS:
                providers.register(provider)
            for kind in source.KINDS:
                rule_kinds.register(kind)
        survey_readers.register(receivers.surveys)
        orphan_obstacles.register(receivers.rounds_to_settle)
        merge_movers.register(MergeMover(foresee_inspections, carry_inspections))
        split_movers.register(SplitMover(nothing_to_divide, follow_division))
        tab_providers.register(receivers.campaign_tabs)
        other_asks.register(receivers.asked_of_the_masses)
