from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "apps.applications"
    verbose_name = "申报"

    def ready(self) -> None:
        from apps.accounts.choices import Role
        from apps.campaigns import registries as campaigns
        from apps.core.registries import person_figures, search_providers
        from apps.organizations.registries import (
            MergeMover,
            SplitMover,
            Tab,
            closing_obstacles,
            effect_counters,
            fact_hearers,
            merge_movers,
            more_tabs,
            orphan_obstacles,
            split_movers,
        )
        from apps.reminders.registries import providers, rule_kinds
        from apps.standards.registries import claim_readers

        from . import (
            creation_reminders,
            duties,
            office_reminders,
            phase_reminders,
            receivers,
            record_reminders,
            reminders,
        )
        from .queries import claims_said
        from .services import (
            carry_applications,
            divide_applications,
            foresee_applications,
            foresee_division,
            recognise_met_gaps,
        )

        campaigns.funnel_providers.register(receivers.funnel)
        campaigns.many_funnels.register(receivers.funnels)
        campaigns.child_counters.register(receivers.funnel_below)
        campaigns.tab_providers.register(receivers.tabs)
        campaigns.tab_providers.register(receivers.creation_tab)
        campaigns.own_states.register(receivers.own_state)
        campaigns.burden_counters.register(receivers.form_burden)
        person_figures["delegations"] = duties.delegated_to
        person_figures["interests"] = duties.declared_by
        search_providers.register(receivers.search)
        claim_readers.register(claims_said)
        more_tabs.register(Tab("gaps", "差什么", "applications:gaps", (Role.OFFICE, Role.SECRETARY)))
        for source in (reminders, phase_reminders, creation_reminders, office_reminders, record_reminders):
            for provider in source.PROVIDERS:
                providers.register(provider)
            for kind in source.KINDS:
                rule_kinds.register(kind)
        effect_counters.register(receivers.applications_below)
        fact_hearers.register(recognise_met_gaps)
        closing_obstacles.register(receivers.publicised_applications)
        orphan_obstacles.register(receivers.waiting_reviews)
        merge_movers.register(MergeMover(foresee_applications, carry_applications))
        split_movers.register(SplitMover(foresee_division, divide_applications))
        self._files()

    def _files(self) -> None:
        """Papers and evidence: who reads them, where they are used, which may go; and whom announcements reach."""
        from apps.campaigns.registries import participants
        from apps.core.registries import file_readers, released_uses, use_replacers, where_used
        from apps.organizations.registries import library_purposes

        from . import file_places, receivers
        from .parts import PURPOSE
        from .queries.assessment_inputs import EVIDENCE

        file_readers.register(receivers.reads_file)
        where_used.register(file_places.places_of)
        use_replacers.register(file_places.replace_in_draft)
        released_uses.register(file_places.released)
        library_purposes.update({PURPOSE, EVIDENCE})
        participants.register(receivers.participants)
