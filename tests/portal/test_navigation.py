"""Which item of the top bar is marked."""

import pytest

from apps.portal.navigation import _active

ENTRIES = {
    "/applications/review/": {"prefixes": ("/applications/review/", "/applications/*/review/")},
    "/applications/": {"prefixes": ("/applications/",)},
    "/brands/": {"prefixes": ("/brands/", "/designations/")},
    "/evaluations/": {"prefixes": ("/evaluations/", "/designations/name/")},
}


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/applications/37/review/", "/applications/review/"),
        ("/applications/37/", "/applications/"),
        ("/designations/1/", "/brands/"),
        ("/designations/name/3/", "/evaluations/"),
        ("/help/", ""),
    ],
)
def test_the_longest_prefix_marks_the_item(path, marked):
    assert _active(path, ENTRIES) == marked
