"""The world in which inspections are tested: a day in the acceptance phase."""

import pytest

from apps.core import clock

from .factories import VISIT_DAY, make_world


@pytest.fixture
def world(db):
    with clock.moved_to(VISIT_DAY):
        yield make_world()
