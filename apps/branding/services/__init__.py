from .belts import create_belt, link_leader, set_stations, unlink_leader
from .brands import save_brand
from .designations import name_applications, restore_designation, revoke_designation, suspend_designation

__all__ = [
    "create_belt",
    "link_leader",
    "name_applications",
    "restore_designation",
    "revoke_designation",
    "save_brand",
    "set_stations",
    "suspend_designation",
    "unlink_leader",
]
