"""Phones on a bad network before a real server: cut connections, repeated sending, the web killed in between."""

import pytest

from apps.portal.benchmark.field import fault_figures
from tests.databases import migrated_template


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_sixty_visits_arrive_once_whatever_the_network_does():
    figures = {
        figure.name.strip(): figure
        for figure in fault_figures(60, migrated_template(), kills=1, turns=2, size=(320, 240))
    }
    assert {name: figure.value for name, figure in figures.items() if figure.met is False} == {}
    assert figures["未得到确认"].met
    assert figures["各一份、照片齐全"].met
    assert figures["校验值一致"].met
