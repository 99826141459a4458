from .belts import add_station, belt, belts, create, link, move_station, remove_station, unlink
from .brands import brand, brands, edit_brand
from .designations import certificate, designation, govern, name, verify

__all__ = [
    "add_station",
    "belt",
    "belts",
    "brand",
    "brands",
    "certificate",
    "create",
    "designation",
    "edit_brand",
    "govern",
    "link",
    "move_station",
    "name",
    "remove_station",
    "unlink",
    "verify",
]
