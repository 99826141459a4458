"""督办 → 督查指导 → 提醒 → 告诫 → 问责: one letter after the other about a finding that is not put right."""

import datetime as dt

from django.db import transaction

from apps.accounts.models import User
from apps.core import clock, states
from apps.core.exceptions import Invalid, OutOfTurn, Refused
from apps.core.verdicts import require

from .. import finding_rules as rules
from ..choices import Rung
from ..deadlines import LONGEST_DAYS
from ..models import Finding, SupervisionLetter
from . import telling
from .numbers import take_number

MAX_TEXT = 1000


@transaction.atomic
def issue_letter(
    *, actor: User, finding: Finding, rung: str, text: str, due_on: dt.date, number: str = ""
) -> SupervisionLetter:
    """Issue the next letter of the ladder.

    Args:
        rung: the one that the office saw; another than the next one is refused.

    Raises:
        Refused: not the round's office, or none is due (``finding_rules.can_issue_letter``).
        OutOfTurn: another rung is next. Invalid: at which field.
    """
    locked = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    issued = locked.letters.filter(rung=rung).first()
    if issued is not None and issued.issued_by_id == actor.pk and issued.text == text.strip():
        return issued
    acting = require(rules.can_issue_letter(actor, locked))
    following = rules.next_rung(list(locked.letters.all()))
    if rung != following or acting.organization_id is None:
        expected = following.label if following else "无"
        raise OutOfTurn(f"督办文书应逐级发出，下一级是“{expected}”，请刷新后办理。")
    letter = SupervisionLetter.objects.create(
        finding=locked,
        organization_path=locked.organization_path,
        rung=rung,
        issuer_id=acting.organization_id,
        number=take_number(acting.organization_id, Rung(rung), number),
        issued_by=actor,
        issued_at=clock.now(),
        **_checked(text.strip(), due_on),
    )
    states.record(letter, "issue_letter", acting=acting, reason=letter.text)
    telling.tell_letter(letter)
    return letter


def _checked(text: str, due_on: dt.date) -> dict[str, object]:
    wrong = {}
    if not text or len(text) > MAX_TEXT:
        wrong["text"] = f"请填写，{MAX_TEXT} 字以内。"
    if not 0 < (due_on - clock.today()).days <= LONGEST_DAYS:
        wrong["due_on"] = f"应晚于今天，不超过 {LONGEST_DAYS} 天。"
    if wrong:
        raise Invalid(next(iter(wrong.values())), fields=wrong)
    return {"text": text, "due_on": due_on}


@transaction.atomic
def answer_letter(*, actor: User, letter: SupervisionLetter, answer: str) -> SupervisionLetter:
    """The site says what it does about it. The same answer sent twice is one.

    Raises:
        Refused: not the site's secretary, or answered already. Invalid: no words.
    """
    row = SupervisionLetter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    answer = answer.strip()
    if row.answered_by_id == actor.pk and row.answer == answer:
        return row
    acting = require(rules.can_answer_letter(actor, row))
    if not answer or len(answer) > MAX_TEXT:
        raise Invalid("请填写答复。", fields={"answer": f"请填写，{MAX_TEXT} 字以内。"})
    if acting.user is None:
        raise Refused("请由整改单位办理。")
    row.answer, row.answered_by, row.answered_at = answer, actor, clock.now()
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    states.record(row, "answer_letter", acting=acting, reason=answer)
    telling.tell_letter_answered(row)
    return row
