"""The stage of applications, on a day of its phase."""

import pytest

from apps.core import clock
from tests.applications.factories import (
    APPLICATION_DAY,
    REVIEW_DAY,
    make_stage,
)
from tests.shared import shared


@shared
def stage():
    return make_stage()


@pytest.fixture
def application_day():
    with clock.moved_to(APPLICATION_DAY):
        yield


@pytest.fixture
def review_day():
    with clock.moved_to(REVIEW_DAY):
        yield
