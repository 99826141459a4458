"""Addresses of rows are those that Django would resolve."""

import pytest
from django.urls import NoReverseMatch, reverse

from apps.core.addresses import address_of


def test_an_address_is_that_of_django() -> None:
    for name, keys in (
        ("applications:review", (7,)),
        ("campaigns:work_line", (12, 3)),
        ("campaigns:work_line", (3, 12)),
    ):
        assert address_of(name, *keys) == reverse(name, args=keys)


def test_what_no_address_takes_is_refused() -> None:
    with pytest.raises(NoReverseMatch):
        address_of("campaigns:work_line", 1)
    with pytest.raises(ValueError):
        address_of("applications:review", "7/../8")  # type: ignore[arg-type]
