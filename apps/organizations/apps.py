from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "apps.organizations"
    verbose_name = "党组织"

    def ready(self) -> None:
        from apps.accounts.access import capacity_readers
        from apps.core.registries import file_readers, search_providers, use_keepers, where_used

        from .access import acting_in_role
        from .receivers import find_organizations, places_of_records, reads_file, reads_pairing_file
        from .registries import MergeMover, merge_movers
        from .services.joining import foresee_standing
        from .services.library import file_in
        from .services.pairings import carry_pairings

        capacity_readers.register(acting_in_role)
        file_readers.register(reads_file)
        file_readers.register(reads_pairing_file)
        search_providers.register(find_organizations)
        use_keepers.register(file_in)
        where_used.register(places_of_records)
        # Posts and seats are carried by the act itself, which knows its day (services.joining.carry_standing).
        merge_movers.register(MergeMover(foresee_standing, carry_pairings))
