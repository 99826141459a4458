"""The world in which inspections are tested: a day in the acceptance phase."""

import pytest

from apps.core import clock
from tests.shared import shared

from .factories import VISIT_DAY, make_world


@shared
def made_world():
    with clock.moved_to(VISIT_DAY):
        return make_world()


@pytest.fixture
def world(made_world):
    with clock.moved_to(VISIT_DAY):
        yield made_world
