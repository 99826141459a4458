"""One object of each kind in three parts of the tree, and one person of each kind who belongs to the first part.

Rows are made by the ORM, each with its status given at creation: what may be done with them is the
matrix's question, how they came about is not.
"""

import datetime as dt
import hashlib
import io
import json
import secrets
import uuid
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from PIL import Image

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.applications.models import (
    AcceptanceLine,
    AcceptanceRequest,
    Admonition,
    AnswerSheet,
    Application,
    ApplicationPerson,
    BaselineGap,
    CommitteePlan,
    CommitteePlanLine,
    FundingGrant,
    GapItem,
    InterestDeclaration,
    PlanTask,
    ProgressReport,
    Response,
    ReviewBatch,
    ReviewDelegation,
    ReviewStep,
    SelfAssessment,
    Signing,
)
from apps.applications.paper import default_template
from apps.applications.parts import PURPOSE as DOCUMENT
from apps.applications.parts import TEMPLATE_PURPOSE
from apps.applications.queries.assessment_inputs import EVIDENCE
from apps.applications.queries.signings import SCAN
from apps.branding.models import Belt, BeltStation, Brand, Designation
from apps.campaigns.models import (
    Announcement,
    AnnouncementReceipt,
    Campaign,
    CampaignStandard,
    Candidate,
    PlannedYear,
    Programme,
    WorkLine,
)
from apps.core import clock
from apps.core.models import StoredFile
from apps.core.secrets import seal
from apps.core.services import attach_file, begin_upload
from apps.evaluations.models import Evaluation, NoticeEntry, Objection, PublicNotice, VetoFinding
from apps.inspections.models import (
    Absence,
    BallotCount,
    Bulletin,
    Draw,
    FieldRecord,
    FindingRequest,
    MassSurvey,
    RectificationNotice,
    SupervisionLetter,
    Survey,
    SurveySite,
    TypicalProblem,
    VisitMember,
)
from apps.inspections.queries.questionnaire import default_groups, default_questions
from apps.inspections.services import field_key, keep_import
from apps.organizations.choices import GrantSource, Kind, Level, RecordKind
from apps.organizations.facility_sheet import template as facility_template
from apps.organizations.fact_sheet import FactColumn, write_fact_sheet
from apps.organizations.models import (
    AccessGrant,
    Event,
    EventKind,
    Facility,
    FactImport,
    JointMember,
    LeaderLink,
    LibraryFile,
    Metric,
    Organization,
    Pairing,
    PairingAction,
    PairingSide,
    PersonAround,
    Unit,
    WorkRecord,
)
from apps.organizations.record_sheet import template as record_template
from apps.organizations.spreadsheet import write_template
from apps.organizations.unit_sheet import template as unit_template
from apps.reminders.models import CalendarFeed, Channel, Delivery, Notice
from apps.standards.engine import Inputs, freeze
from apps.standards.models import Criterion, NewAsk, Standard, StandardVersion
from apps.standards.services.storing import store_document
from tests.campaigns.factories import make_version, small_standard
from tests.factories import LONG_AGO, make_organization, make_user
from tests.inspections.phones import content as field_content

from .rows import make_application, make_campaign, make_finding, make_visit

PERSONS = (
    "city", "district", "township", "secretary", "inspector", "leader", "auditor", "administrator",
    "security_officer", "nobody",
)  # fmt: skip
OFFICES = ("city", "district", "township")
#: What nothing is called: numbers, names and tokens of objects that do not exist.
ABSENT_NUMBER = 999_999_999
ABSENT_UUID = "00000000-0000-4000-8000-000000000000"


@dataclass
class World:
    """``part`` names three parts: inside, beside (another district of the city), abroad (another city)."""

    parts: dict[str, dict[str, Any]] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    #: person → objects that belong to the person alone.
    personal: dict[str, dict[str, Any]] = field(default_factory=dict)

    def own(self, person: str, key: str) -> Any:
        return self.personal[person].get(key) or self.parts["inside"][key]

    def foreign(self, person: str, key: str) -> Any:
        """Nobody's business here: for the city's office only another city is foreign."""
        if key in self.personal[person]:
            return next(others[key] for other, others in self.personal.items() if other != person and key in others)
        return self.parts["abroad" if person == "city" else "beside"][key]


def build() -> World:
    """Three parts, ten persons."""
    world, shared = World(), _shared()
    city = _committee(None, "甲市", Level.CITY)
    places = {
        "inside": _place(city, "乙区"),
        "beside": _place(city, "壬县"),
        "abroad": _place(_committee(None, "外市", Level.CITY), "外县"),
    }
    for part, place in places.items():
        # The district beside issues a campaign of its own; the one inside is the city's.
        issuer = place.district if part == "beside" else place.city
        world.parts[part] = shared | _objects(place, issuer, shared, part)
    world.people = {person: _person(person, places["inside"]) for person in PERSONS}
    _reach(world, places["inside"])
    world.personal = {person: _belongings(world, person, places) for person in PERSONS}
    return world


def _shared() -> dict[str, Any]:
    """What belongs to no part of the tree."""
    version: StandardVersion = make_version()
    account = make_user(None)
    CalendarFeed.objects.create(user=account, digest=hashlib.sha256(b"feed").hexdigest())
    metric = Metric.objects.create(code="venue_area", name="使用面积", unit="㎡", period_kind="snapshot")
    return {
        "channel_kind": "webhook",
        "reminder_rule": "finding.due",
        "feed_token": "feed",
        "version": version.pk,
        "criterion": Criterion.objects.get(version=version, code="sign").pk,
        "metric": metric.code,
        "new_metric": Metric.objects.create(code="own_new", name="新数据项", period_kind="snapshot", asked=False).code,
        "event_kind": EventKind.objects.create(code="own_kind", name="新事项", nature="neutral").code,
        "ledger": "theme_day",
        "piece": 0,
        "section": Criterion.objects.get(version=version, parent=None).code,
        "account": account.pk,
        "membership": _membership_of(make_user(Role.AUDITOR, make_organization(None, name="中共远方支部委员会"))),
    }


def _membership_of(user: User) -> int:
    return user.memberships.get().pk


def _committee(parent: Organization | None, place: str, level: Level) -> Organization:
    return make_organization(
        parent, name=f"中共{place}委员会", short_name=f"{place}委", kind=Kind.PARTY_COMMITTEE, level=level
    )


def _place(city: Organization, name: str) -> SimpleNamespace:
    district = _committee(city, name, Level.DISTRICT)
    township = _committee(district, f"{name}乡", Level.TOWNSHIP)
    branch = make_organization(township, name=f"中共{name}村支部委员会", short_name=f"{name}村支部")
    other = make_organization(township, name=f"中共{name}二村支部委员会", short_name=f"{name}二村支部")
    place = SimpleNamespace(city=city, district=district, township=township, branch=branch, other=other)
    for organization in vars(place).values():
        organization.refresh_from_db()
    place.maker = make_user(Role.OFFICE, city)
    return place


def _objects(place: Any, issuer: Organization, shared: dict[str, Any], part: str) -> dict[str, Any]:
    campaign = _campaign(place, issuer, shared)
    made = _application(place, campaign, shared)
    made |= _inspection(place, campaign, made["row"])
    made |= _ways_out(place)
    made |= _results(place, campaign, made["row"])
    made |= _names(place, campaign, made["row"], part)
    made |= _papers(place, campaign, made)
    made |= _ledgers(place)
    made |= _standard(place, part)
    made |= _creation(place, campaign, made["row"])
    record = WorkRecord.objects.create(
        organization=place.branch, organization_path=place.branch.path, kind=RecordKind.THEME_DAY,
        status="held", held_on=clock.today(), title="主题党日",
    )  # fmt: skip
    made |= _work(place)
    candidate = Candidate.objects.create(
        campaign=campaign, organization=place.branch, organization_path=place.branch.path, exemplar="new",
        reason="基础较好", proposer=place.township, proposed_by=place.maker,
    )  # fmt: skip
    planned = PlannedYear.objects.create(
        programme=campaign.programme, organization=place.branch, organization_path=place.branch.path,
        year=campaign.year, goal="compliant", proposer=place.township, proposed_by=place.maker,
    )  # fmt: skip
    return (
        made
        | {
            "planned": planned.pk,
            "organization": place.branch.pk,
            "region": place.district.pk,
            "record": record.pk,
            "campaign": campaign.pk,
            "candidate": candidate.pk,
            "programme": campaign.programme_id,
            "line_of_work": campaign.work_lines.get().pk,
        }
        | _announcements(place, campaign)
    )


def _announcements(place: Any, campaign: Campaign) -> dict[str, Any]:
    """A meeting that was issued, and a draft with a file."""
    own = {
        "campaign": campaign, "organization": campaign.organization, "organization_path": campaign.organization_path,
        "text": "请按时参加。", "created_by": place.maker,
    }  # fmt: skip
    day = clock.today() + dt.timedelta(days=10)
    meeting = Announcement.objects.create(
        kind="meeting", title="部署会", starts_at=clock.at(day, 9), place="会议室", needs_reply=True, reply_by=day,
        status="issued", issued_by=place.maker, issued_at=clock.now(), **own,
    )  # fmt: skip
    draft = Announcement.objects.create(title="通知", **own)
    file = attach_file(
        actor=place.maker, upload=io.BytesIO(b"%PDF-1.4 small"), name="附件.pdf", owner=draft, purpose="announcement",
        organization_path=draft.organization_path,
    )  # fmt: skip
    return {"announcement": meeting.pk, "announcement_draft": draft.pk, "announced": file.pk}


def _work(place: Any) -> dict[str, Any]:
    """A plan, a commitment, an event, and a workbook of records."""
    site = {"organization": place.branch, "organization_path": place.branch.path}
    plan = WorkRecord.objects.create(kind=RecordKind.TRAINING, held_on=clock.today(), title="培训", **site)
    commitment = WorkRecord.objects.create(
        kind=RecordKind.COMMITMENT, status="held", held_on=clock.today(), title="修路", **site
    )
    kind, _ = EventKind.objects.get_or_create(code="award", defaults={"name": "奖励", "nature": "favourable"})
    event = Event.objects.create(kind=kind, happened_on=clock.today(), title="先进", key=f"{place.branch.pk}", **site)
    workbook = attach_file(
        actor=place.maker, upload=io.BytesIO(record_template()), name="工作记录.xlsx", owner=place.branch,
        purpose="record_import", organization_path=place.branch.path,
    )  # fmt: skip
    return {
        "plan_record": plan.pk, "commitment": commitment.pk, "event": event.pk, "record_workbook": workbook.pk,
    }  # fmt: skip


def _standard(place: Any, part: str) -> dict[str, Any]:
    """A draft of the city's office, with one leaf and what it newly asks."""
    standard = Standard.objects.create(code=f"own_{part}", name="本市标准", organization=place.city)
    draft = StandardVersion(standard=standard, number=1, created_by=place.maker)
    store_document(draft, small_standard(code=standard.code, name="本市标准"))
    ask = NewAsk.objects.create(version=draft, code="sign", title="挂牌", kind="claim", key="已挂牌", label="已挂牌")
    return {"draft": draft.pk, "ask": ask.pk, "node": "sign"}


def _campaign(place: Any, issuer: Organization, shared: dict[str, Any]) -> Campaign:
    campaign = make_campaign(issuer, created_by=place.maker)
    CampaignStandard.objects.create(campaign=campaign, version_id=shared["version"])
    campaign.programme = Programme.objects.create(
        name="三年行动计划", organization=issuer, organization_path=issuer.path, starts_in=campaign.year,
        ends_in=campaign.year + 2, created_by=place.maker,
    )  # fmt: skip
    campaign.save(update_fields=["programme"])
    WorkLine.objects.create(campaign=campaign, position=0, name="强基兴村", department="区委组织部")
    return campaign


def _application(place: Any, campaign: Campaign, shared: dict[str, Any]) -> dict[str, Any]:
    version = StandardVersion.objects.get(pk=shared["version"])
    row = make_application(
        place, "in_review", campaign=campaign, standard_version=version, submitted_at=clock.now(),
        approved_at=clock.now(),
    )  # fmt: skip
    ReviewStep.objects.create(
        application=row, position=1, organization=place.township, status="pending", pending_since=clock.now()
    )
    step = row.steps.get()
    task = PlanTask.objects.create(
        application=row, task="整修阵地", responsible="演示用户甲", due_on=clock.today() + dt.timedelta(days=30)
    )
    gap = BaselineGap.objects.create(
        application=row, code="sign", number="1.1", title="挂牌", label="未达到", tone="bad"
    )
    assessment = SelfAssessment.objects.create(application=row, organization_path=row.organization_path)
    leaves = Criterion.objects.filter(version=version, is_leaf=True)
    answers = [Response.objects.create(self_assessment=assessment, criterion=leaf) for leaf in leaves]
    delegation = ReviewDelegation.objects.create(
        organization=place.township, organization_path=place.township.path, to_user=place.maker, starts_on=clock.today(),
        ends_on=clock.today(), reason="培训", granted_by=place.maker,
    )  # fmt: skip
    signing = Signing.objects.create(
        self_assessment=assessment, organization_path=row.organization_path, number=1, standard_version=version,
        inputs=freeze(Inputs(as_of=clock.today())), statement="属实", secretary_name="演示用户甲", signed_by=place.maker,
    )  # fmt: skip
    offline = AnswerSheet.objects.create(
        self_assessment=assessment, organization_path=row.organization_path, name="自评.xlsx", uploaded_by=place.maker
    )
    item = GapItem.objects.create(
        application=row, organization_path=row.organization_path, criterion=answers[0].criterion, problem="未达到",
        cause="record", owner="演示用户甲", due_on=clock.today() + dt.timedelta(days=30),
    )  # fmt: skip
    return {
        "row": row, "application": row.pk, "task": task.pk, "task_kind": "task", "gap": gap.pk,
        "response": answers[0].pk, "step": step.pk, "delegation": delegation.pk, "signing_row": signing,
        "gap_item": item.pk, "answer_sheet": offline.pk,
    }  # fmt: skip


def _ways_out(place: Any) -> dict[str, Any]:
    """A channel of the township, and a message through it that did not arrive."""
    channel = Channel.objects.create(
        organization=place.township, organization_path=place.township.path, kind="webhook", name="工作群",
        sealed=seal('{"url": "https://example.cn/hook", "token": ""}'), shown="example.cn",
    )  # fmt: skip
    message = Delivery.objects.create(channel=channel, kind="digest", day=clock.today(), status="failed")
    return {"channel": channel.pk, "delivery": message.pk}


def _inspection(place: Any, campaign: Campaign, application: Application) -> dict[str, Any]:
    """A visit of the township's round, a finding, and the ballots counted."""
    visit = make_visit(application, place.township)
    finding = make_finding(application, visit)
    MassSurvey.objects.create(
        application=application, organization_path=place.branch.path, held_on=clock.today(), issued=10, satisfied=9,
        fairly_satisfied=1, dissatisfied=0, counted_by="演示用户甲", supervised_by="演示用户乙", recorded_by=place.maker,
    )  # fmt: skip
    sent = field_content(visit, place.maker)
    key = uuid.UUID(sent["record"])
    record = FieldRecord.objects.create(
        id=key, sent_id=key, visit=visit, organization_path=visit.organization_path, author=place.maker,
        digest="0" * 64, content=json.dumps(sent), status="held", problem="角色已结束",
    )  # fmt: skip
    draw = Draw.objects.create(
        round=visit.round, organization_path=visit.round.organization_path, number=1, kind="sites",
        pool=[{"key": "1", "name": "某支部", "group": ""}], pool_digest="0" * 64, take={"": 1}, algorithm="sha256-order-1",
        commitment="0" * 64, sealed_seed=seal("0" * 64).encode(), committed_by=visit.round.created_by,
    )  # fmt: skip
    problem = TypicalProblem.objects.create(
        organization=visit.round.organization, organization_path=visit.round.organization_path, text="资料不全"
    )
    away = Absence.objects.create(user=make_user(Role.INSPECTOR, place.township), noted_by=place.maker, **_today())
    return {
        "absence": away.pk, "layout_kind": "notice",
        "round": visit.round_id, "visit": visit.pk, "visit_row": visit, "finding": finding.pk, "draw": draw.pk,
        "problem": problem.pk, "plan_act": "routes", "field_record": record.pk,
        **_finding_papers(place, visit, finding), **_survey(place, campaign, application),
    }  # fmt: skip


def _today() -> dict[str, Any]:
    return {"starts_on": clock.today(), "ends_on": clock.today()}


def _finding_papers(place: Any, visit: Any, finding: Any) -> dict[str, Any]:
    """A notice, an extension asked for, a letter, and the round's bulletin that was issued."""
    by = {"issuer": place.township, "organization_path": place.branch.path, "issued_by": place.maker}
    notice = RectificationNotice.objects.create(visit=visit, number="督改〔2026〕1号", issued_on=clock.today(), **by)
    asked = FindingRequest.objects.create(
        finding=finding, kind="extension", reason="等待批复", new_due_on=finding.due_on, asked_by=place.maker
    )
    letter = SupervisionLetter.objects.create(
        finding=finding, rung="urge", number="督办〔2026〕1号", text="请整改", due_on=clock.today(), **by
    )
    Bulletin.objects.create(
        round=visit.round, organization_path=place.township.path, title="通报", text="<p>情况如下。</p>",
        status="issued", drafted_by=place.maker,
    )  # fmt: skip
    return {"rectification_notice": notice.pk, "finding_request": asked.pk, "letter": letter.pk}


def _survey(place: Any, campaign: Campaign, application: Application) -> dict[str, Any]:
    """A draft of a survey with its site and a meeting's ballots."""
    survey = Survey.objects.create(
        campaign=campaign, organization=place.township, organization_path=place.township.path, title="群众满意度测评",
        questions=default_questions(), groups=default_groups(), opens_at=clock.now(),
        closes_at=clock.now() + dt.timedelta(days=9), created_by=place.maker,
    )  # fmt: skip
    site = SurveySite.objects.create(
        survey=survey, application=application, organization_path=place.branch.path, token=secrets.token_urlsafe(16)
    )
    count = BallotCount.objects.create(
        site=site, group="masses", held_on=clock.today(), issued=9, received=9, valid=9, counted_by="演示用户甲",
        supervised_by="演示用户乙", recorded_by=place.maker,
    )  # fmt: skip
    return {"mass_survey": survey.pk, "survey_site": site.pk, "ballot_count": count.pk, "survey_token": site.token}


def _results(place: Any, campaign: Campaign, application: Application) -> dict[str, Any]:
    evaluation = Evaluation.objects.create(
        application=application, campaign=campaign, organization_path=application.organization_path,
        frozen_at=clock.now(),
        inputs={"organization": None, "parts": [None, None, None], "weights": ["20", "30", "50"]},
    )  # fmt: skip
    notice = PublicNotice.objects.create(
        campaign=campaign, organization_path=campaign.organization_path, title="公示", body="现予公示。",
        unit="演示单位", phone="12345", starts_on=clock.today(), ends_on=clock.today(), status="published",
        created_by=place.maker,
    )  # fmt: skip
    NoticeEntry.objects.create(notice=notice, application=application, position=1)
    objection = Objection.objects.create(
        notice=notice, organization_path=campaign.organization_path, content="情况不实。"
    )
    veto = VetoFinding.objects.create(
        application=application, organization_path=application.organization_path, code="v", title="否决",
        evidence="通报", decided_by="演示单位", decided_on=clock.today(), recorded_by=place.maker,
    )  # fmt: skip
    found = {"evaluation": evaluation.pk, "notice": notice.pk, "public_notice": notice.pk, "objection": objection.pk}
    return {**found, "veto": veto.pk}


def _names(place: Any, campaign: Campaign, application: Application, part: str) -> dict[str, Any]:
    site = {"organization": place.branch, "organization_path": place.branch.path}
    brand = Brand.objects.create(name="先锋", application=application, **site)
    belt = Belt.objects.create(
        organization=place.district, organization_path=place.district.path, name="沿河示范带", campaign=campaign
    )
    station = BeltStation.objects.create(belt=belt, position=1, **site)
    link = LeaderLink.objects.create(user=make_user(Role.LEADER, place.district), started_on=LONG_AGO, **site)
    designation = Designation.objects.create(
        application=application, campaign=campaign, number=f"SF-{part}", title="基层党建示范点", issuer="演示单位",
        decision_number="演示发〔2026〕1号", named_on=clock.today(), valid_until=clock.today() + dt.timedelta(days=900),
        named_by=place.maker, **site,
    )  # fmt: skip
    return {
        "brand": brand.pk, "belt": belt.pk, "station": station.pk, "link": link.pk, "designation": designation.pk,
        "token": designation.token,
    }  # fmt: skip


def _papers(place: Any, campaign: Campaign, made: dict[str, Any]) -> dict[str, Any]:
    response = Response.objects.get(pk=made["response"])
    owners = {
        "plan": (campaign, "plan", campaign.organization_path),
        "photo": (made["visit_row"], "photo", place.branch.path),
        "evidence": (response, EVIDENCE, place.branch.path),
        "document": (made["row"], DOCUMENT, place.branch.path),
        "scan": (made["signing_row"], SCAN, place.branch.path),
    }
    picture = attach_file(
        actor=place.maker, upload=small_picture(), name="照片.png", owner=made["visit_row"], purpose="photo",
        organization_path=place.branch.path,
    )  # fmt: skip
    StoredFile.objects.filter(pk=picture.file_id).update(thumb=picture.file.file.name, preview=picture.file.file.name)
    papers = {
        key: attach_file(
            actor=place.maker, upload=io.BytesIO(b"%PDF-1.4 small"), name="附件.pdf", owner=owner, purpose=purpose,
            organization_path=path,
        ).pk
        for key, (owner, purpose, path) in owners.items()
    }  # fmt: skip
    template = attach_file(
        actor=place.maker, upload=io.BytesIO(default_template()), name="模板.docx", owner=campaign,
        purpose=TEMPLATE_PURPOSE, organization_path=campaign.organization_path,
    )  # fmt: skip
    material = LibraryFile.objects.get(organization=place.branch)
    return papers | {"picture": picture.pk, "material": material.pk, "form_template": template.pk}


def small_picture() -> io.BytesIO:
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(drawn, "PNG")
    drawn.seek(0)
    return drawn


def _creation(place: Any, campaign: Campaign, application: Application) -> dict[str, Any]:
    """A report with a photo, an admonition, a grant, a person, a committee's papers, a pairing with an action."""
    today, path = clock.today(), application.organization_path
    report = ProgressReport.objects.create(
        application=application, organization_path=path, kind="dispatch", period="2026-01", due_on=today
    )
    photo = attach_file(
        actor=place.maker, upload=io.BytesIO(b"%PDF-1.4 small"), name="照片.pdf", owner=report,
        purpose="report_photo", organization_path=path,
    )  # fmt: skip
    admonition = Admonition.objects.create(
        application=application, organization_path=path, issuer=place.township, reason="进度滞后", due_on=today,
        issued_by=place.maker,
    )  # fmt: skip
    grant = FundingGrant.objects.create(
        application=application, organization_path=path, amount=5, document_number="演示〔2026〕1号", granted_on=today,
        organization=campaign.organization, entered_by=place.maker,
    )  # fmt: skip
    person = ApplicationPerson.objects.create(
        application=application, organization_path=path, role="direct", name="演示用户甲", started_on=LONG_AGO
    )
    committee = {"organization": place.township, "organization_path": place.township.path, "created_by": place.maker}
    plan = CommitteePlan.objects.create(campaign=campaign, **committee)
    line = CommitteePlanLine.objects.create(plan=plan, organization=place.branch, due_on=today)
    asked = AcceptanceRequest.objects.create(campaign=campaign, summary="已自查。", **committee)
    AcceptanceLine.objects.create(acceptance=asked, application=application)
    pairing = Pairing.objects.create(kind="neighbours", status="running", title="区域联建", started_on=LONG_AGO)
    for position, each in enumerate((place.branch, place.other), start=1):
        PairingSide.objects.create(pairing=pairing, organization=each, organization_path=each.path, position=position)
    action = PairingAction.objects.create(pairing=pairing, title="联合党课", due_on=today)
    return {
        "report": report.pk, "report_photo": photo.pk, "report_kind": "dispatch", "report_period": "2026-01",
        "admonition": admonition.pk, "admonition_verb": "close", "grant": grant.pk, "money_kind": "grant",
        "application_person": person.pk, "committee_plan": plan.pk, "plan_line": line.pk, "plan_verb": "approve",
        "acceptance": asked.pk, "acceptance_verb": "accept", "pairing": pairing.pk, "pairing_action": action.pk,
        "pairing_verb": "end",
    }  # fmt: skip


def _ledgers(place: Any) -> dict[str, Any]:
    """A unit in the branch's ledger, and a workbook of units."""
    site = {"organization": place.branch, "organization_path": place.branch.path}
    unit = Unit.objects.create(kind="private_enterprise", name="演示企业", **site)
    workbook = attach_file(
        actor=place.maker, upload=io.BytesIO(unit_template()), name="单位.xlsx", owner=place.branch,
        purpose="unit_import", organization_path=place.branch.path,
    )  # fmt: skip
    places = attach_file(
        actor=place.maker, upload=io.BytesIO(facility_template()), name="阵地.xlsx", owner=place.branch,
        purpose="facility_import", organization_path=place.branch.path,
    )  # fmt: skip
    member = JointMember.objects.create(name="演示单位", started_on=LONG_AGO, **site)
    facility = Facility.objects.create(kind="activity_room", name="演示活动室", **site)
    around = PersonAround.objects.create(role="instructor", name="演示用户甲", started_on=LONG_AGO, **site)
    return {
        "unit": unit.pk, "unit_workbook": workbook.pk, "joint_member": member.pk, "facility": facility.pk,
        "person_around": around.pk, "facility_workbook": places.pk,
    }  # fmt: skip


def _person(person: str, place: Any) -> User:
    """Offices of three levels, a secretary of the branch, and one of each other role."""
    if person == "nobody":
        return make_user(None)
    if person in OFFICES:
        return make_user(Role.OFFICE, getattr(place, person))
    return make_user(Role(person), place.branch if person == "secretary" else place.city)


def _reach(world: World, place: Any) -> None:
    """The inspector is in the visit's team, the leader is linked to the branch, the secretary is asked to a meeting."""
    inside = world.parts["inside"]
    AnnouncementReceipt.objects.create(
        announcement_id=inside["announcement"], organization=place.branch, organization_path=place.branch.path,
        user=world.people["secretary"],
    )  # fmt: skip
    VisitMember.objects.create(visit=inside["visit_row"], user=world.people["inspector"], is_lead=True)
    FieldRecord.objects.filter(pk=inside["field_record"]).update(author=world.people["inspector"])
    field_key(world.people["inspector"])  # made at first use: later reading writes nothing
    for person, source in (("inspector", GrantSource.VISIT), ("leader", GrantSource.LEADER_LINK)):
        AccessGrant.objects.create(
            user=world.people[person], organization=place.branch, organization_path=place.branch.path, source=source,
            source_key=person, started_on=LONG_AGO,
        )  # fmt: skip


def _belongings(world: World, person: str, places: dict[str, Any]) -> dict[str, Any]:
    """An inbox line each; and each office's own uploaded workbook."""
    line = Notice.objects.create(
        rule="test", subject="test:1", recipient=world.people[person], title="提醒", url="/inbox/"
    )
    upload = begin_upload(actor=world.people[person], target="/inbox/", name="视频.mp4", size=5_000_000)
    found: dict[str, Any] = {"line": line.pk, "upload": upload.pk}
    if person in ("inspector", "leader"):
        user = world.people[person]
        found["absence"] = Absence.objects.create(user=user, noted_by=user, **_today()).pk
    if person in OFFICES:
        office = getattr(places["inside"], person)
        found["workbook"] = _workbook(world.people[person], office)
        found["record_file"] = _record_file(world.people[person], office)
        found |= _fact_workbook(world.people[person], office)
        batch = ReviewBatch.objects.create(created_by=world.people[person], verb="recommend")
        outside = places["abroad"].branch
        interest = InterestDeclaration.objects.create(
            user=world.people[person], organization=outside, organization_path=outside.path, relation="family"
        )
        found |= {"batch": batch.pk, "interest": interest.pk}
    return found


def _fact_workbook(user: User, office: Organization) -> dict[str, Any]:
    """A workbook of facts that holds a value of the office's own organization, and an import that waits."""
    column = FactColumn(Metric.objects.get(code="venue_area"), "")
    stream = io.BytesIO()
    write_fact_sheet(stream, [column], [(office.code, office.name, {"venue_area": 80})])
    use = attach_file(
        actor=user, upload=io.BytesIO(stream.getvalue()), name="数据.xlsx", owner=office,
        purpose="fact_import", organization_path=office.path,
    )  # fmt: skip
    job = FactImport.objects.create(
        organization=office, organization_path=office.path, file=use, requested_by=user, total=1
    )
    return {"fact_workbook": use.pk, "fact_job": job.pk}


def _record_file(user: User, office: Organization) -> Any:
    """A file of a phone with a record that nobody can read."""
    upload = io.BytesIO(json.dumps({"kind": "campaign-portal-record", "records": [{}], "of": office.code}).encode())
    return keep_import(actor=user, office=office, upload=upload, name="检查记录.json").pk


def _workbook(user: User, office: Organization) -> Any:
    return attach_file(
        actor=user, upload=io.BytesIO(write_template()), name="党组织.xlsx", owner=office,
        purpose="organization_import", organization_path=office.path,
    ).pk  # fmt: skip
