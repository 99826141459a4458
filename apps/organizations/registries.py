"""Seams that higher apps fill from ``AppConfig.ready()``."""

from typing import NamedTuple

from apps.accounts.choices import Role
from apps.core.registries import Registry

READERS = (Role.OFFICE, Role.SECRETARY, Role.INSPECTOR, Role.LEADER)


class Tab(NamedTuple):
    """One page of an organization: key, what people read, address name, the roles that open it."""

    key: str
    label: str
    address: str
    roles: tuple[Role, ...] = READERS


#: Pages of an organization that belong to higher apps; they stand behind its own.
more_tabs: Registry[Tab] = Registry()
