"""Every template runs through the real services: from the draft to the plaque, with the library's own standard."""

import datetime as dt
import io
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from django.utils import timezone

from apps.accounts.choices import Role
from apps.applications.answers import control_of
from apps.applications.models import Application
from apps.applications.parts import parts_of
from apps.applications.queries import sheet_of
from apps.applications.services import (
    answer,
    attach_evidence,
    check_baseline,
    name_causes,
    recommend_application,
    save_application,
    save_task,
    start_application,
    start_self_assessment,
    submit_application,
    submit_self_assessment,
)
from apps.branding.services import name_applications
from apps.campaigns.queries import missing_to_open
from apps.campaigns.rules import organizer_warning
from apps.campaigns.services import create_campaign, open_campaign, update_campaign
from apps.campaigns.template_files import DIRECTORY, load_templates
from apps.core import clock
from apps.evaluations import services as results
from apps.inspections.queries import sections_of
from apps.inspections.services import (
    assign_visit,
    plan_round,
    record_survey,
    record_visit,
    save_result,
    start_visit,
)
from apps.organizations.choices import Kind, Level, Sector
from apps.organizations.models import Metric
from apps.organizations.services import load_metrics, record_fact
from apps.standards.choices import StandardKind
from apps.standards.engine.measures.claims import Checklist, Judged
from apps.standards.services import load_standard
from tests.factories import make_organization, make_user

from .factories import DECISION

pytestmark = pytest.mark.django_db

FIXTURES = DIRECTORY.parent
YEAR = 2027
#: Who issues each plan, and the sector of the one that applies.
PLANS = {
    "belt": ("district", Sector.TOURISM),
    "bureau_branch": ("bureau", Sector.GOVERNMENT),
    "county_area": ("district", Sector.RURAL),
    "development_zone": ("district", Sector.TWO_NEW),
    "district_upgrade": ("district", Sector.STATE_OWNED),
    "education_sites": ("district", Sector.PUBLIC_INSTITUTION),
    "standardization_year": ("city", Sector.URBAN),
    "township_brands": ("township", Sector.URBAN),
}
#: What decides whether a leaf of the standard is for the branch: told before it assesses itself.
FACTS = {"standardization_year": {"regional_party_organization": 0, "self_managed_members": 60, "floating_members": 0}}
#: Departments and townships start a 示范创建 only with an authorization.
WARNED = {"bureau_branch", "township_brands"}
#: Leaves of a scored standard that the team verifies.
VERIFIED = 6
FORM = {
    "title": "先锋引领", "secretary_name": "演示用户甲", "contact_name": "演示用户乙", "contact_phone": "13800000000",
    "summary": "基础较好。", "foundation": "基础扎实。", "innovation": "载体新。", "results": "群众认可。",
    "goal": "一年达标。", "exemplar": "new", "breakthrough": "议事协商。", "idea": "先锋引领", "meaning": "党员带头。",
    "creation_form": "own",
}  # fmt: skip


@pytest.mark.parametrize("code", PLANS)
def test_a_template_runs_from_the_draft_to_the_plaque(code: str) -> None:
    stage = _stage(code)
    campaign = _opened(stage)
    assert campaign.status == "open"
    application = _approved(stage)
    _assess(stage, application)
    _inspect(stage, application)
    _survey(stage, application)
    [designation] = _named(stage)
    application.refresh_from_db()
    assert application.status == "named"
    assert designation.valid_until.year == designation.named_on.year + load_templates()[code].validity_years


def test_every_template_is_run() -> None:
    assert set(PLANS) == set(load_templates())


# --- the walk ------------------------------------------------------------------------------------------------------


def _stage(code: str) -> SimpleNamespace:
    """The tree down to the applicant, its people, the metric catalogue and the template's standards."""
    issuer, sector = PLANS[code]
    city = _committee(None, "甲市", Level.CITY)
    district = _committee(city, "乙区", Level.DISTRICT)
    bureau = make_organization(
        district, name="中共乙区某局党组", short_name="某局党组", kind=Kind.LEADING_GROUP, level=Level.DISTRICT,
        sector=Sector.GOVERNMENT,
    )  # fmt: skip
    township = _committee(district, "丙镇", Level.TOWNSHIP)
    parent = bureau if issuer == "bureau" else township
    branch = make_organization(parent, name="中共先锋支部委员会", short_name="先锋支部", sector=sector)
    places = {"city": city, "district": district, "bureau": bureau, "township": township}
    for place in (*places.values(), branch):
        place.refresh_from_db()
    load_metrics(_yaml("reference/metrics.yaml")["metrics"])
    for name in set(load_templates()[code].standards.values()):
        load_standard(_yaml(f"standards/{name}.yaml"))
    return SimpleNamespace(
        code=code, branch=branch, issuer=places[issuer], parent=parent, places=places,
        offices={place.pk: make_user(Role.OFFICE, place) for place in places.values()},
        secretary=make_user(Role.SECRETARY, branch), inspector=make_user(Role.INSPECTOR, city),
    )  # fmt: skip


def _committee(parent: Any, place: str, level: Level) -> Any:
    return make_organization(
        parent, name=f"中共{place}委员会", short_name=f"{place}委", kind=Kind.PARTY_COMMITTEE, level=level
    )


def _yaml(path: str) -> Any:
    return yaml.safe_load((FIXTURES / path).read_text(encoding="utf-8"))


def _opened(stage: SimpleNamespace) -> Any:
    """Drafted as the template has it; a decision is all that it lacks, and an authorization where it warns."""
    office = stage.office = stage.offices[stage.issuer.pk]
    with clock.moved_to(dt.date(YEAR - 1, 12, 20)):
        campaign = create_campaign(
            actor=office, template_code=stage.code, organization=stage.issuer, scope=stage.issuer, name="", year=YEAR
        )
        assert bool(organizer_warning(campaign)) == (stage.code in WARNED)
        assert {found.anchor for found in missing_to_open(campaign)} == {
            *(f"id_{name}" for name in DECISION),
            *(["id_authorization"] if stage.code in WARNED else []),
        }
        decision = {**DECISION, "authorization": "经市委同意" if stage.code in WARNED else ""}
        update_campaign(actor=office, campaign=campaign, version=campaign.version, **decision)
        stage.campaign = open_campaign(actor=office, campaign=campaign)
    stage.days = {
        phase.kind: timezone.localtime(phase.starts_at).date() + dt.timedelta(days=1) for phase in campaign.phases.all()
    }
    return stage.campaign


def _approved(stage: SimpleNamespace) -> Application:
    secretary = stage.secretary
    with clock.moved_to(stage.days["application"]):
        application = start_application(actor=secretary, campaign=stage.campaign, organization=stage.branch)
        save_application(actor=secretary, application=application, version=application.version, **FORM)
        if "baseline" in {part.key for part in parts_of(stage.campaign)}:
            check_baseline(actor=secretary, application=application)
            name_causes(actor=secretary, application=application, cause="activity")
        save_task(
            actor=secretary, application=application, task="整修阵地", measure="购置设备", responsible="演示用户甲",
            due_on=clock.today() + dt.timedelta(days=60),
        )  # fmt: skip
        submit_application(actor=secretary, application=application)
    with clock.moved_to(stage.days["review"]):
        while step := application.steps.filter(status="pending").first():
            recommend_application(
                actor=stage.offices[step.organization_id], application=application, opinion="同意推荐。"
            )
            application.refresh_from_db()
    assert application.status == "creating"
    return application


def _assess(stage: SimpleNamespace, application: Application) -> None:
    with clock.moved_to(stage.days["self_assessment"]):
        for metric in Metric.objects.filter(code__in=FACTS.get(stage.code, {})):
            value = FACTS[stage.code][metric.code]
            record_fact(actor=stage.secretary, organization=stage.branch, metric=metric, value=value)
        start_self_assessment(actor=stage.secretary, application=application)
        sheet = sheet_of(Application.objects.get(pk=application.pk))
        assert sheet is not None
        for leaf in sheet.outcome.leaves():
            if leaf.code in sheet.responses and not sheet.answered(leaf):
                _answer(stage, sheet.responses[leaf.code], leaf.criterion)
        submit_self_assessment(actor=stage.secretary, application=application)


def _answer(stage: SimpleNamespace, response: Any, leaf: Any) -> None:
    measure, given = leaf.measure, {"value": 1}
    if isinstance(measure, Checklist):
        given = {"members": [member.code for member in measure.members]}
    elif isinstance(measure, Judged):
        best = max(measure.grades, key=lambda grade: grade.points, default=None)
        given = {"members": [best.code]} if best else {"value": measure.high}
    elif control_of(leaf) in ("number", "times"):
        given = {"value": 12}
    answer(actor=stage.secretary, response=response, version=response.version, note="已做到。", **given)
    if leaf.evidence.need == "required":
        upload = io.BytesIO(b"%PDF-1.4 small")
        attach_evidence(actor=stage.secretary, response=response, upload=upload, name="材料.pdf")


def _inspect(stage: SimpleNamespace, application: Application) -> None:
    """What the team looks at holds: all of a gate, which passes only as a whole, and some of the others."""
    day = stage.days["inspection"]
    with clock.moved_to(day):
        round_ = plan_round(
            actor=stage.office, campaign=stage.campaign, organization=stage.issuer, kind="acceptance", name="验收",
            starts_on=day, ends_on=day + dt.timedelta(days=5),
        )  # fmt: skip
        visit = assign_visit(
            actor=stage.office, round=round_, application=application, scheduled_on=day, inspectors=[stage.inspector]
        )
        start_visit(actor=stage.inspector, visit=visit)
        visit.refresh_from_db()
        clauses = [clause for section in sections_of(visit) for clause in section.clauses]
        is_gate = application.standard_version.kind == StandardKind.GATE
        for clause in clauses if is_gate else clauses[:VERIFIED]:
            measure = clause.leaf.measure
            value = measure.high if isinstance(measure, Judged) and not measure.grades else None
            save_result(
                actor=stage.inspector, visit=visit, criterion=clause.criterion, verdict="pass", value=value,
                note="现场核实。",
            )  # fmt: skip
        record_visit(
            actor=stage.inspector, visit=visit, methods=("documents", "on_site"), summary="达到标准。",
            counterpart="演示用户甲",
        )  # fmt: skip


def _survey(stage: SimpleNamespace, application: Application) -> None:
    with clock.moved_to(stage.days["mass_survey"]):
        record_survey(
            actor=stage.office, application=application, held_on=clock.today(), issued=20, satisfied=19,
            fairly_satisfied=1, dissatisfied=0, counted_by="演示用户甲", supervised_by="演示用户乙",
        )  # fmt: skip


def _named(stage: SimpleNamespace) -> list[Any]:
    words = {"title": "公示", "body": "现予公示。", "unit": "党建办", "phone": "0000-0000000"}
    with clock.moved_to(stage.days["assessment"]):
        results.compute_evaluations(actor=stage.office, campaign=stage.campaign)
        results.propose_by_quota(actor=stage.office, campaign=stage.campaign)
        notice = results.draft_notice(actor=stage.office, campaign=stage.campaign, **words)
    with clock.moved_to(stage.days["notice"]):
        results.publish_notice(actor=stage.office, notice=notice)
    notice.refresh_from_db()
    with clock.moved_to(max(stage.days["naming"], notice.ends_on + dt.timedelta(days=1))):
        results.close_notice(actor=stage.office, notice=notice)
        return name_applications(actor=stage.office, notice=notice, decision_number="示例组发〔2027〕1号")
