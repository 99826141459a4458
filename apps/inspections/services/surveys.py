"""群众测评 counted on paper: counts only, typed in by the office, never who said what."""

import datetime as dt

from django.db import transaction

from apps.accounts.models import User
from apps.applications.models import Application
from apps.core import clock, states
from apps.core.exceptions import Invalid, StaleVersion
from apps.core.verdicts import require

from .. import rules
from ..models import MassSurvey


@transaction.atomic
def record_survey(
    *,
    actor: User,
    application: Application,
    held_on: dt.date,
    issued: int,
    satisfied: int,
    fairly_satisfied: int,
    dissatisfied: int,
    counted_by: str,
    supervised_by: str,
    no_opinion: int = 0,
    seen: str | None = None,
) -> MassSurvey:
    """Note the counted ballots of one site; a later call corrects them until results are public.

    Args:
        seen: :func:`seal_of` what the person saw; None where nothing was read before.

    Raises:
        StaleVersion: somebody else noted other ballots since.
        Refused: not an office above the site, or a stage without survey; OutOfPhase: not the time for it.
        Invalid: more returned than issued (B17), one person counting and supervising, a future date.
    """
    # Locked before the rule asks: results may become public at the same moment.
    related = ("campaign", "organization")
    application = Application.objects.select_for_update(of=("self",)).select_related(*related).get(pk=application.pk)
    acting = require(rules.can_record_survey(actor, application))
    values = {
        "held_on": held_on,
        "issued": issued,
        "satisfied": satisfied,
        "fairly_satisfied": fairly_satisfied,
        "dissatisfied": dissatisfied,
        "no_opinion": no_opinion,
        "counted_by": counted_by.strip(),
        "supervised_by": supervised_by.strip(),
    }
    _check(values)
    survey = MassSurvey.objects.filter(application=application).first()
    if survey is not None and all(getattr(survey, name) == value for name, value in values.items()):
        return survey
    if seen is not None and seen != seal_of(survey):
        raise StaleVersion("该单位的测评结果刚被他人录入或更正，您的内容没有覆盖，请刷新核对。")
    verb = "create" if survey is None else "correct"
    survey, _ = MassSurvey.objects.update_or_create(
        application=application,
        defaults={
            **values,
            "organization_path": application.organization_path,
            "recorded_by": actor,
            "recorded_at": clock.now(),
        },
    )
    states.record(survey, verb, acting=acting, reason=_summary(survey))
    return survey


def seal_of(survey: MassSurvey | None) -> str:
    """What stands, as a page hands it back: every correction has a moment of its own."""
    return survey.recorded_at.isoformat() if survey is not None else ""


def _check(values: dict) -> None:
    counts = [values[name] for name in ("satisfied", "fairly_satisfied", "dissatisfied", "no_opinion")]
    if values["issued"] < 1 or any(count < 0 for count in counts):
        raise Invalid("票数应为不小于 0 的整数，发出票数不少于 1 张。")
    if sum(counts) > values["issued"]:
        raise Invalid(f"收回 {sum(counts)} 张，多于发出 {values['issued']} 张，测评无效，请核对。")
    if not values["counted_by"] or not values["supervised_by"]:
        raise Invalid("请填写计票人和监票人。")
    if values["counted_by"] == values["supervised_by"]:
        raise Invalid("计票人和监票人不能是同一人。")
    if values["held_on"] > clock.today():
        raise Invalid("测评日期不能晚于今天。")


def _summary(survey: MassSurvey) -> str:
    return (
        f"发出 {survey.issued}，满意 {survey.satisfied}，基本满意 {survey.fairly_satisfied}，"
        f"不满意 {survey.dissatisfied}，不了解 {survey.no_opinion}"
    )
