"""Ballots: given anonymously online, or typed from paper by the office. None keeps more than the day."""

import datetime as dt
import secrets
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac

from apps.accounts.models import User
from apps.core import clock, states
from apps.core.components.text import date_cn
from apps.core.exceptions import Invalid, OutOfTurn, StaleVersion
from apps.core.verdicts import require

from .. import survey_rules
from ..choices import BallotSource, SurveyAccess, SurveyStatus
from ..models import Ballot, BallotCount, Survey, SurveyCode, SurveySite
from ..queries.questionnaire import checked_answers

#: Without 0, 1, I, L, O and U: read aloud and from paper without doubt. Ten of them are 48 bits.
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 10
MOST_CODES = 500
COUNTS = ("issued", "received", "valid")


@transaction.atomic
def give_ballot(*, actor: None, site: SurveySite, group: str, answers: Mapping[str, Any], code: str = "") -> None:
    """Store one anonymous answer. A code is used up in the same transaction; neither keeps a time.

    Raises:
        OutOfTurn: not open now. Invalid: no group, an open question, a code that is wrong or used.
    """
    # The site is locked by each answer in turn, and all sites by whoever ends the survey: no answer comes too late.
    SurveySite.objects.select_for_update(no_key=True).get(pk=site.pk)
    survey = Survey.objects.get(pk=site.survey_id)
    verdict = survey_rules.takes_ballots(survey)
    if not verdict:
        raise verdict.error(verdict.reason)
    given = checked_answers(survey.questions, answers)
    if survey.access == SurveyAccess.CODE:
        group = _use_code(site, code)
    if group not in {row["code"] for row in survey.groups}:
        raise Invalid("请选择您的身份。", code="group")
    _store(site, group, BallotSource.ONLINE, given, clock.today())


@transaction.atomic
def issue_codes(*, actor: User, site: SurveySite, numbers: Mapping[str, int]) -> list[tuple[str, str]]:
    """New single-use codes as (group, code): told this once, kept as hashes. Unused earlier ones end.

    Raises:
        Invalid: not by codes, no number, or too many at once.
    """
    acting = require(survey_rules.can_manage_survey(actor, site.survey))
    survey = Survey.objects.select_for_update(of=("self",)).get(pk=site.survey_id)
    if survey.access != SurveyAccess.CODE:
        raise Invalid("本次测评不使用测评码。")
    if survey.status == SurveyStatus.CLOSED:
        raise OutOfTurn("测评已结束，不能再发测评码。")
    known = {row["code"] for row in survey.groups}
    wanted = {group: count for group, count in numbers.items() if group in known and count > 0}
    total = sum(wanted.values())
    if not 1 <= total <= MOST_CODES:
        raise Invalid(f"每个单位每次生成 1 至 {MOST_CODES} 个测评码，现为 {total} 个。")
    SurveyCode.objects.filter(site=site, used=False).delete()
    issued = [(group, _new_code()) for group, count in wanted.items() for _ in range(count)]
    rows = [SurveyCode(site=site, group=group, digest=digest_of(site, code)) for group, code in issued]
    SurveyCode.objects.bulk_create(rows, batch_size=1000)
    words = "、".join(f"{row['title']} {wanted[row['code']]} 个" for row in survey.groups if row["code"] in wanted)
    states.record(site, "codes", acting=acting, reason=f"生成测评码：{words}；此前未用的作废")
    return issued


def digest_of(site: SurveySite, code: str) -> str:
    """What is kept of a code: nobody without the portal's key can find the code to it."""
    return salted_hmac("survey.code", f"{site.token}:{plain_code(code)}", algorithm="sha256").hexdigest()


def plain_code(text: str) -> str:
    """A code as it was printed, however it was typed."""
    return "".join(letter for letter in text.upper() if letter.isalnum())[:CODE_LENGTH]


@transaction.atomic
def count_meeting(
    *,
    actor: User,
    site: SurveySite,
    group: str,
    held_on: dt.date,
    issued: int,
    received: int,
    valid: int,
    counted_by: str,
    supervised_by: str,
    version: int | None = None,
) -> BallotCount:
    """Note 发出、收回、有效 of one group's meeting; a later call corrects it while the survey runs.

    More received than issued is kept as it was: that round of ballots is void and left out (B17).

    Raises:
        Invalid: more valid than received or fewer than typed already, one person twice, a day in the future.
        StaleVersion: corrected by somebody else since ``version``.
    """
    acting, survey = _running(actor, site)
    values: dict[str, Any] = {"issued": issued, "received": received, "valid": valid}
    values |= {"counted_by": counted_by.strip(), "supervised_by": supervised_by.strip()}
    if group not in {row["code"] for row in survey.groups}:
        raise Invalid("请选择测评对象。")
    _check_count(survey, held_on, values)
    found = BallotCount.objects.select_for_update().filter(site=site, group=group, held_on=held_on).first()
    typed = typed_of(site, group, held_on)
    if typed > valid:
        raise Invalid(f"已录入 {typed} 张，有效票数不能少于已录入的票数。")
    if found is None:
        found = BallotCount(site=site, group=group, held_on=held_on, recorded_by=actor, **values)
        found.save(force_insert=True)
    else:
        if version != found.version:
            raise StaleVersion("该类测评对象这一天的票数已登记或刚被他人修改，请刷新后核对。")
        for name, value in values.items():
            setattr(found, name, value)
        found.version, found.recorded_by, found.recorded_at = found.version + 1, actor, clock.now()
        found.save()
    states.record(found, "count", acting=acting, reason=f"发出 {issued}，收回 {received}，有效 {valid}")
    return found


@transaction.atomic
def type_ballot(
    *, actor: User, count: BallotCount, answers: Mapping[str, Any], key: uuid.UUID | None = None
) -> uuid.UUID:
    """One paper ballot as the office types it; its key serves to take it back at once.

    Args:
        key: random, made for the page on which it is typed: the same ballot sent twice from there is one.

    Raises:
        OutOfTurn: not running. Invalid: the meeting is void, all valid ballots are typed, a question is open.
    """
    _, survey = _running(actor, count.site)
    locked = BallotCount.objects.select_for_update().get(pk=count.pk)
    if locked.is_void:
        raise Invalid("收回多于发出，这次测评无效，不录入选票。")
    given = checked_answers(survey.questions, answers)
    if key is not None and Ballot.objects.filter(pk=key).exists():
        if Ballot.objects.filter(pk=key, site=count.site_id, group=locked.group, answers=given).exists():
            return key
        key = None  # typed on the page of before: another ballot
    if typed_of(count.site, locked.group, locked.held_on) >= locked.valid:
        raise Invalid(f"有效票 {locked.valid} 张已全部录入。")
    return _store(count.site, locked.group, BallotSource.PAPER, given, locked.held_on, key)


@transaction.atomic
def take_back(*, actor: User, count: BallotCount, ballot: uuid.UUID) -> None:
    """Undo the paper ballot typed last.

    Raises:
        OutOfTurn: taken back already, or the survey has ended.
    """
    _running(actor, count.site)
    rows = Ballot.objects.filter(pk=ballot, site=count.site_id, group=count.group, given_on=count.held_on)
    if not rows.filter(source=BallotSource.PAPER).delete()[0]:
        raise OutOfTurn("这张选票已撤销。")


def typed_of(site: SurveySite, group: str, held_on: dt.date) -> int:
    """How many paper ballots of a meeting are typed."""
    rows = Ballot.objects.filter(site=site, group=group, source=BallotSource.PAPER, given_on=held_on)
    return int(rows.count())


def _running(actor: User, site: SurveySite) -> tuple[Any, Survey]:
    acting = require(survey_rules.can_type_ballots(actor, site))
    survey = Survey.objects.select_for_update(of=("self",)).get(pk=site.survey_id)
    if survey.status != SurveyStatus.OPEN:
        raise OutOfTurn(f"测评当前为“{survey.get_status_display()}”，不能登记票数或录入选票。")
    return acting, survey


def _check_count(survey: Survey, held_on: dt.date, values: dict[str, Any]) -> None:
    if values["issued"] < 1 or any(values[name] < 0 for name in COUNTS):
        raise Invalid("票数应为不小于 0 的整数，发出票数不少于 1 张。")
    if values["valid"] > values["received"]:
        raise Invalid(f"有效 {values['valid']} 张，多于收回 {values['received']} 张，请核对。")
    if not values["counted_by"] or not values["supervised_by"]:
        raise Invalid("请填写计票人和监票人。")
    if values["counted_by"] == values["supervised_by"]:
        raise Invalid("计票人和监票人不能是同一人。")
    if held_on > clock.today():
        raise Invalid("会议日期不能晚于今天。")
    if held_on.year < survey.opens_at.year - 1:
        raise Invalid(f"会议日期{date_cn(held_on)}早于本次测评，请核对。")


def _use_code(site: SurveySite, code: str) -> str:
    rows = SurveyCode.objects.select_for_update().filter(site=site, digest=digest_of(site, code))
    found = rows.first()
    if found is None:
        raise Invalid("测评码不正确，请对照纸条重新输入。", code="code")
    if found.used:
        raise Invalid("这个测评码已经用过，每个测评码只能用一次。", code="code")
    rows.update(used=True)
    return str(found.group)


def _store(
    site: SurveySite,
    group: str,
    source: str,
    answers: Mapping[str, Any],
    given_on: dt.date,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    row = Ballot(site=site, group=group, source=source, answers=dict(answers), given_on=given_on)
    row.pk = key or row.pk
    row.save(force_insert=True)
    return row.pk


def _new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def spaced(code: str) -> str:
    """A code as it is printed."""
    half = CODE_LENGTH // 2
    return f"{code[:half]}-{code[half:]}"
