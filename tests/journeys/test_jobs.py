"""Jobs through the real beat and worker: nobody calls them here."""

from __future__ import annotations

import time

import pytest

from tests.journeys.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]
#: Beat sends advance_phases every minute.
PATIENCE = 100


def test_a_phase_opens_at_its_minute_and_the_act_is_recorded(portal_server: Stage) -> None:
    phase = portal_server.query(
        "UPDATE campaigns_phase SET starts_at = now() - interval '1 minute', ends_at = now() + interval '9 days' "
        "WHERE id = (SELECT p.id FROM campaigns_phase p JOIN campaigns_campaign c ON c.id = p.campaign_id "
        "WHERE c.status = 'open' AND p.status = 'planned' ORDER BY p.id LIMIT 1) RETURNING id"
    )[0][0]
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if portal_server.query("SELECT status FROM campaigns_phase WHERE id = %s", phase)[0][0] == "open":
            break
        time.sleep(2)
    changes = portal_server.query(
        "SELECT verb, acting_role FROM core_statechange WHERE subject_id = %s AND verb = 'open' AND subject_type_id = "
        "(SELECT id FROM django_content_type WHERE app_label = 'campaigns' AND model = 'phase')",
        str(phase),
    )
    assert changes == [("open", "system")]
