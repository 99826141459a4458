"""Draws by lot in a round: published before, drawn in front of a supervisor, verified by the command."""

import datetime as dt
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from apps.accounts.choices import Role
from apps.core.exceptions import Invalid, OutOfTurn, Refused
from apps.inspections import lots, queries, rules, services
from apps.inspections.models import Draw, Round
from apps.organizations.models import Membership
from tests.factories import add_role, sign_in

from .factories import VISIT_DAY, make_round, make_visit


def commit(world, **values):
    fields = {"kind": "sites", "count": 1, "grouped_by": "parent", **values}
    round_ = fields.pop("round", None) or make_round(world, kind="random", name="随机抽查")
    return services.commit_draw(actor=fields.pop("actor", world.office), round=round_, **fields)


def drawn(world, draw, spoken="7"):
    return services.draw_lot(actor=world.office, draw=draw, supervised_by="监督员", spoken=spoken)


def verified(*arguments):
    out = StringIO()
    try:
        call_command("verify_draw", *arguments, stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue() + str(error)
    return 0, out.getvalue()


def test_a_draw_is_published_before_and_repeated_after(world, tmp_path):
    draw = commit(world)
    before = tmp_path / "before.json"
    before.write_bytes(queries.draws.record_of(draw))
    assert draw.seed == "" and draw.drawn == []
    assert lots.commitment_of(services.draws.unseal(bytes(draw.sealed_seed).decode())) == draw.commitment
    assert verified(str(before))[0] == 2
    drawn(world, draw)
    assert draw.status == "drawn"
    assert len(draw.drawn) == len(draw.take) == 2  # one of each township
    after = tmp_path / "after.json"
    after.write_bytes(queries.draws.record_of(draw))
    code, said = verified(str(after), "--before", str(before))
    assert (code, "核验通过" in said) == (0, True), said
    assert verified(str(draw.pk))[0] == 0
    after.write_bytes(after.read_bytes().replace(b'"spoken":"7"', b'"spoken":"8"'))
    code, said = verified(str(after))
    assert (code, "核验未通过" in said) == (1, True)
    assert verified(str(tmp_path / "nothing.json"))[0] == 2
    with pytest.raises(OutOfTurn):
        drawn(world, draw)


def test_who_draws_cannot_supervise_and_only_the_rounds_office_draws(world):
    draw = commit(world, percent=50, count=None)
    with pytest.raises(Invalid, match="监督人"):
        services.draw_lot(actor=world.office, draw=draw, supervised_by=world.office.name, spoken="7")
    with pytest.raises(Invalid, match="现场报数"):
        services.draw_lot(actor=world.office, draw=draw, supervised_by="监督员", spoken=" ")
    with pytest.raises(Refused):
        services.draw_lot(actor=world.district_office, draw=draw, supervised_by="监督员", spoken="7")
    with pytest.raises(OutOfTurn, match="封存待抽取"):
        commit(world, round=draw.round)
    services.cancel_draw(actor=world.office, draw=draw, reason="范围有误")
    assert commit(world, round=draw.round).number == 2
    assert queries.draws.cancel_reason(draw) == "范围有误"
    assert draw in Draw.objects.visible_to(world.secretary)


def test_inspectors_with_a_post_at_the_site_or_a_former_one_are_left_out(world):
    visit = make_visit(world, inspectors=[world.stranger])
    old = Membership.objects.create(
        user=world.second, organization=world.branch, role=Role.SECRETARY, started_on=dt.date(2023, 1, 1),
        ended_on=dt.date(2025, 1, 1),
    )  # fmt: skip
    pool = queries.draws.inspector_pool(visit.round, "")
    assert {line.name for line in pool.lines} == {world.inspector.name, world.stranger.name}
    assert [left.reason for left in pool.left_out] == [
        rules.tie_to(world.second, world.branch, rules.ties_of([world.second.pk]))
    ]
    assert "曾在" in pool.left_out[0].reason
    assert not rules.may_inspect(world.second, world.branch)
    assert rules.may_inspect(world.second, world.other_branch)
    draw = drawn(world, commit(world, round=visit.round, kind="inspectors", grouped_by="", count=1))
    assert queries.draws.inspectors_drawn(draw)[0] in {world.inspector, world.stranger}
    visible = Draw.objects.filter(pk=draw.pk)
    assert visible.visible_to(world.district_office).exists()
    Round.objects.filter(pk=visit.round_id).update(
        unannounced=True
    )  # now who is left out would tell where the team goes
    assert visible.visible_to(world.office).exists() and not visible.visible_to(world.district_office).exists()
    old.delete()
    add_role(world.second, Role.INSPECTOR, world.branch)
    assert "在" in rules.may_inspect(world.second, world.branch).reason


def test_a_draw_of_inspectors_for_an_unannounced_round_is_on_no_list_below(world, client):
    visit = make_visit(world, round=make_round(world, kind="random", name="随机抽查"))
    services.start_visit(actor=world.inspector, visit=visit)  # from now on the district knows the round
    commit(world, round=visit.round, kind="inspectors", grouped_by="")
    address = reverse("inspections:draws", args=[visit.round_id])
    for who, number in ((world.office, 1), (world.district_office, 0)):
        assert len(sign_in(client, who).get(address).context["draws"]) == number


def test_the_result_of_an_unannounced_round_waits_until_the_teams_stand_at_the_doors(world):
    draw = drawn(world, commit(world, grouped_by="", count=1))
    assert queries.draws.may_read_result(world.office, draw)
    assert not queries.draws.may_read_result(world.district_office, draw)
    (application,) = queries.draws.applications_drawn(draw)
    hidden = json.loads(queries.draws.record_of(draw, whole=False))
    assert (hidden["seed"], hidden["drawn"], hidden["spoken"], hidden["status"]) == ("", [], "", "committed")
    visit = make_visit(world, application=application, round=draw.round)
    assert not queries.draws.is_revealed(draw)
    with pytest.raises(Invalid, match="已安排检查"):
        services.cancel_draw(actor=world.office, draw=draw, reason="重抽")
    services.start_visit(actor=world.inspector, visit=visit)
    assert queries.draws.is_revealed(draw)
    assert visit.scheduled_on == VISIT_DAY
