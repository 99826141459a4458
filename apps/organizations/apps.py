from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "apps.organizations"
    verbose_name = "党组织"

    def ready(self) -> None:
        from apps.accounts.access import capacity_readers
        from apps.core.registries import file_readers, search_providers

        from .access import acting_in_role
        from .receivers import find_organizations, reads_file

        capacity_readers.register(acting_in_role)
        file_readers.register(reads_file)
        search_providers.register(find_organizations)
