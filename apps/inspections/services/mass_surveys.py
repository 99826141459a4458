"""Mass surveys: written, put to the sites, opened, closed and counted. Nobody counts before the end."""

import datetime as dt
import secrets
from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection, transaction

from apps.accounts.models import User
from apps.applications.models import Application
from apps.campaigns.models import Campaign
from apps.core import clock, states
from apps.core.bulk import write_columns
from apps.core.components.text import datetime_cn
from apps.core.exceptions import Invalid, OutOfTurn, StaleVersion
from apps.core.limits import within
from apps.core.verdicts import SYSTEM, require
from apps.organizations.models import Organization

from .. import rules, survey_rules
from ..choices import BallotSource, Counting, SurveyAccess, SurveyStatus
from ..models import Ballot, BallotCount, Survey, SurveyCode, SurveySite
from ..queries.questionnaire import TEXT, default_groups, default_questions

FIELDS = ("title", "introduction", "questions", "groups", "counting", "access", "opens_at", "closes_at")
#: A survey of more days is no survey; two years cover every campaign.
LONGEST = dt.timedelta(days=730)
LONGEST_REASON = 200


@transaction.atomic
def create_survey(
    *,
    actor: User,
    campaign: Campaign,
    organization: Organization,
    title: str,
    opens_at: dt.datetime,
    closes_at: dt.datetime,
    access: str = SurveyAccess.OPEN,
    counting: str = Counting.VALUES,
    introduction: str = "",
    like: Survey | None = None,
) -> Survey:
    """A draft with the questions of the plan, or with those of an earlier survey; all fitting sites are chosen.

    The same survey sent twice is one.

    Raises:
        Refused: not an office of the campaign's or an organization between it and the sites; not running.
        Invalid: no title, or times in the wrong order.
    """
    acting = require(survey_rules.can_create_survey(actor, campaign, organization))
    found = Survey.objects.filter(
        campaign=campaign, organization=organization, title=title.strip(), status=SurveyStatus.DRAFT
    ).first()
    if found is not None:
        return found
    survey = Survey(
        campaign=campaign,
        organization=organization,
        organization_path=organization.path,
        title=title.strip(),
        introduction=introduction.strip(),
        questions=like.questions if like else default_questions(aspects_of(campaign)),
        groups=like.groups if like else default_groups(),
        counting=like.counting if like else counting,
        access=access,
        opens_at=opens_at,
        closes_at=closes_at,
        created_by=actor,
    )
    _check(survey)
    survey.save(force_insert=True)
    states.record(survey, "create", acting=acting, target=survey.status)
    _add_sites(survey, fitting_sites(survey))
    return survey


def aspects_of(campaign: Campaign) -> list[str]:
    """What the plan asks the masses about, in its own words."""
    return list((campaign.plan.get("survey") or {}).get("aspects") or ())


@transaction.atomic
def edit_survey(*, actor: User, survey: Survey, version: int, **fields: Any) -> Survey:
    """Change a draft.

    Raises:
        Refused, OutOfTurn: not the survey's office, or opened already. StaleVersion: changed since ``version``.
    """
    acting = require(survey_rules.can_edit_survey(actor, survey))
    locked = _locked(survey)
    if locked.status != SurveyStatus.DRAFT:
        raise OutOfTurn("测评已开始，题目不能再改。")
    if locked.version != version:
        raise StaleVersion("测评刚被他人修改，请刷新后再改。")
    for name in FIELDS:
        if name in fields:
            setattr(locked, name, fields[name])
    _check(locked)
    _keeps_printed_groups(locked)
    locked.version += 1
    locked.save(update_fields=[*FIELDS, "version"])
    states.record(locked, "edit", acting=acting)
    return locked


@transaction.atomic
def choose_sites(*, actor: User, survey: Survey, applications: Collection[Application]) -> int:
    """The sites of a draft: exactly these. Returns how many.

    Raises:
        Invalid: nobody, or a site outside the campaign, the organization or the stage.
    """
    acting = require(survey_rules.can_edit_survey(actor, survey))
    locked = _locked(survey)
    if locked.status != SurveyStatus.DRAFT:
        raise OutOfTurn("测评已开始，测评单位不能再改。")
    wanted = {row.pk for row in applications}
    fitting = {row.pk: row for row in fitting_sites(locked)}
    if not wanted:
        raise Invalid("请至少选择一个测评单位。")
    if not wanted <= fitting.keys():
        raise Invalid("有单位不在本次测评的范围或阶段内，请刷新后重选。")
    dropped = SurveySite.objects.filter(survey=locked).exclude(application__in=wanted)
    SurveyCode.objects.filter(site__in=dropped).delete()  # printed for a site that is asked no more
    dropped.delete()
    held = set(locked.sites.values_list("application_id", flat=True))
    _add_sites(locked, [fitting[pk] for pk in wanted - held])
    states.record(locked, "sites", acting=acting, reason=f"测评单位 {len(wanted)} 个")
    return len(wanted)


def _keeps_printed_groups(survey: Survey) -> None:
    """A printed code says whose it is: its group may not disappear from under it."""
    codes = [row["code"] for row in survey.groups]
    if SurveyCode.objects.filter(site__survey=survey).exclude(group__in=codes).exists():
        raise Invalid("已有印好的测评码属于被删去的测评对象，请保留该测评对象，或重新新建测评。")


def fitting_sites(survey: Survey) -> list[Application]:
    """Applications that may be asked about: of the campaign, below the organization, under creation or inspected."""
    rows: Any = Application.objects.filter(campaign=survey.campaign_id, status__in=rules.SURVEYED)
    if survey.organization_id != survey.campaign.organization_id:
        rows = rows.below(survey.organization)
    return list(
        rows.exclude(organization=survey.organization_id)
        .select_related("organization")
        .order_by("organization_path", "pk")
    )


@transaction.atomic
def open_survey(*, actor: User, survey: Survey, version: int | None = None) -> Survey:
    """From now on nothing of it changes but its end; answers are taken between its two moments.

    Raises:
        Refused: not the survey's office, the campaign does not run. StaleVersion: changed since ``version``.
        Invalid: no site, or the end has passed.
    """
    acting = require(survey_rules.can_edit_survey(actor, survey))
    locked = _locked(survey)
    if version is not None and locked.version != version:
        raise StaleVersion("测评刚被他人修改，请核对后再开始。")
    if not locked.sites.exists():
        raise Invalid("请先选择测评单位。")
    if locked.closes_at <= clock.now():
        raise Invalid("截止时间已过，请先修改截止时间。")
    states.move(locked, "open", acting=acting)
    return locked


@transaction.atomic
def extend_survey(*, actor: User, survey: Survey, until: dt.datetime, reason: str) -> Survey:
    """A later end for a survey that runs. It never ends earlier by this.

    Raises:
        OutOfTurn: it has ended: what was sealed stays as it was counted. Invalid: no reason, or not later.
    """
    acting = require(survey_rules.can_manage_survey(actor, survey))
    locked = _locked(survey)
    if locked.status != SurveyStatus.OPEN or locked.closes_at <= clock.now():
        raise OutOfTurn("测评已结束或尚未开始，不能延期。")
    reason = within(reason, LONGEST_REASON, "延期理由", field="reason")
    if not reason:
        raise Invalid("请填写延期理由。", code="reason_missing")
    if until <= locked.closes_at or until - locked.opens_at > LONGEST:
        raise Invalid(f"新的截止时间应晚于{datetime_cn(locked.closes_at)}，且不超过两年。")
    note = f"由{datetime_cn(locked.closes_at)}延至{datetime_cn(until)}：{reason}"
    locked.closes_at, locked.version = until, locked.version + 1
    locked.save(update_fields=["closes_at", "version"])
    states.record(locked, "extend", acting=acting, reason=note)
    return locked


@transaction.atomic
def close_survey(*, actor: User | None, survey: Survey, reason: str = "") -> Survey:
    """End it, loosen what could tie ballots to codes or to an order, and count. Only now results exist.

    Raises:
        OutOfTurn: not running. Invalid: before its end without a reason.
    """
    acting = require(survey_rules.can_manage_survey(actor, survey)) if actor is not None else SYSTEM
    locked = _locked(survey)
    reason = within(reason, LONGEST_REASON, "理由")
    if locked.closes_at > clock.now() and not reason:
        raise Invalid(f"测评到{datetime_cn(locked.closes_at)}才截止，提前结束请填写理由。", code="reason_missing")
    if locked.opens_at < clock.now() < locked.closes_at:
        locked.closes_at, locked.version = clock.now(), locked.version + 1
        locked.save(update_fields=["closes_at", "version"])
    states.move(locked, "close", acting=acting, reason=reason)
    list(locked.sites.select_for_update().order_by("pk").values_list("pk"))
    _shuffle(locked)
    _count(locked)
    return locked


def close_due_surveys() -> int:
    """End the surveys whose moment has come; safe to run twice and at the same time. Returns how many."""
    due = Survey.objects.filter(status=SurveyStatus.OPEN, closes_at__lte=clock.now()).order_by("closes_at")
    return sum(_close_if_due(pk) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _close_if_due(pk: int) -> bool:
    due = Survey.objects.filter(status=SurveyStatus.OPEN, closes_at__lte=clock.now(), pk=pk)
    survey = due.select_for_update(skip_locked=True, of=("self",)).first()
    if survey is None:
        return False
    close_survey(actor=None, survey=survey)
    return True


@transaction.atomic
def discard_survey(*, actor: User, survey: Survey) -> None:
    """A draft that nobody needs goes with its sites."""
    require(survey_rules.can_edit_survey(actor, survey))
    locked = _locked(survey)
    if locked.status != SurveyStatus.DRAFT:
        raise OutOfTurn("测评已开始，不能删除。")
    SurveyCode.objects.filter(site__survey=locked).delete()
    BallotCount.objects.filter(site__survey=locked).delete()
    locked.sites.all().delete()
    locked.delete()


def _locked(survey: Survey) -> Survey:
    related = ("campaign", "organization")
    return Survey.objects.select_for_update(of=("self",)).select_related(*related).get(pk=survey.pk)


def _check(survey: Survey) -> None:
    if not survey.title.strip():
        raise Invalid("请填写测评标题。")
    if survey.access not in SurveyAccess.values or survey.counting not in Counting.values:
        raise Invalid("请选择参与方式和计分办法。")
    if survey.closes_at <= survey.opens_at:
        raise Invalid("截止时间应晚于开始时间。")
    if survey.closes_at - survey.opens_at > LONGEST:
        raise Invalid("测评时间不能超过两年。")


def _add_sites(survey: Survey, applications: Sequence[Application]) -> None:
    rows = [
        SurveySite(
            survey=survey,
            application=row,
            organization_path=row.organization_path,
            token=secrets.token_urlsafe(16),
        )
        for row in applications
    ]
    SurveySite.objects.bulk_create(rows, batch_size=1000)


#: Rows, their keys and the transactions that wrote them are made anew in random order, in one statement each.
SHUFFLE = """
WITH gone AS (
    DELETE FROM {table} USING inspections_surveysite s WHERE s.id = {table}.site_id AND s.survey_id = %s
    RETURNING {columns}
)
INSERT INTO {table} (id, {names}) SELECT gen_random_uuid(), {names} FROM gone ORDER BY random()
"""


def _shuffle(survey: Survey) -> None:
    with connection.cursor() as cursor:
        for model in (Ballot, SurveyCode):
            table = model._meta.db_table
            names = [field.column for field in model._meta.local_fields if field.column != "id"]
            quoted = [f'"{name}"' for name in names]
            columns = ", ".join(f"{table}.{name}" for name in quoted)
            cursor.execute(SHUFFLE.format(table=table, columns=columns, names=", ".join(quoted)), [survey.pk])


#: Ballots of a meeting where more came back than went out are left out (B17).
VALID = """
SELECT b.site_id, b."group", b.source, b.answers FROM inspections_ballot b
JOIN inspections_surveysite s ON s.id = b.site_id AND s.survey_id = %(survey)s
LEFT JOIN inspections_ballotcount c
    ON b.source = %(paper)s AND c.site_id = b.site_id AND c."group" = b."group" AND c.held_on = b.given_on
WHERE c.id IS NULL OR c.received <= c.issued
"""
COUNT_BALLOTS = f'SELECT site_id, "group", source, count(*) FROM ({VALID}) v GROUP BY 1, 2, 3 ORDER BY 1, 2, 3'
COUNT_ANSWERS = f"""
SELECT site_id, "group", a.key, a.value, count(*) FROM ({VALID}) v, jsonb_each_text(v.answers) a
WHERE a.key = ANY(%(asked)s) GROUP BY 1, 2, 3, 4 ORDER BY 1, 3, 2, 4
"""


def _count(survey: Survey) -> None:
    """Write every site's tally: four statements, however many sites."""
    sites = list(survey.sites.order_by("pk"))
    tallies: dict[int, dict[str, Any]] = {
        site.pk: {"ballots": {}, "paper": 0, "counts": {}, "void": []} for site in sites
    }
    asked = [row["code"] for row in survey.questions if row["kind"] != TEXT]
    told: dict[str, Any] = {"survey": survey.pk, "paper": BallotSource.PAPER.value, "asked": asked}
    with connection.cursor() as cursor:
        cursor.execute(COUNT_BALLOTS, told)
        for site, group, source, count in cursor.fetchall():
            ballots = tallies[site]["ballots"]
            ballots[group] = ballots.get(group, 0) + count
            tallies[site]["paper"] += count if source == BallotSource.PAPER else 0
        cursor.execute(COUNT_ANSWERS, told)
        for site, group, question, option, count in cursor.fetchall():
            tallies[site]["counts"].setdefault(question, {}).setdefault(group, {})[option] = count
    for row in BallotCount.objects.filter(site__survey=survey).order_by("held_on", "group"):
        if row.is_void:
            tallies[row.site_id]["void"].append([row.group, row.held_on.isoformat(), row.issued, row.received])
    for site in sites:
        site.tally = tallies[site.pk]
    write_columns(sites, ["tally"])
