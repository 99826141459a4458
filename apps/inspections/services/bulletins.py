"""通报: drafted from the round's data, edited by its office, frozen when it is issued."""

from django.db import transaction

from apps.accounts.models import User
from apps.core import clock, richtext, states
from apps.core.exceptions import Invalid, StaleVersion
from apps.core.verdicts import require

from .. import finding_rules as rules
from ..bulletin_text import draft_text
from ..models import Bulletin, Round
from ..queries.bulletin import round_figures
from . import telling
from .numbers import BULLETIN, take_number

MAX_TITLE = 120
MAX_TEXT = 20_000
STALE = "通报刚被他人修改过，您的内容没有覆盖，请刷新后再改。"


@transaction.atomic
def draft_bulletin(*, actor: User, round: Round) -> Bulletin:
    """Write the draft from what the round found; the one that is there already stays.

    Raises:
        Refused: not the round's office, or visits are still open.
    """
    Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    acting = require(rules.can_draft_bulletin(actor, round))
    found = Bulletin.objects.filter(round=round).first()
    if found is not None:
        return found
    bulletin = Bulletin.objects.create(
        round=round,
        organization_path=round.organization_path,
        title=f"关于{round.name}情况的通报"[:MAX_TITLE],
        text=_drafted(round),
        drafted_by=actor,
        drafted_at=clock.now(),
    )
    states.record(bulletin, "create", acting=acting, target=bulletin.status)
    return bulletin


@transaction.atomic
def redraft_bulletin(*, actor: User, bulletin: Bulletin, version: int) -> Bulletin:
    """Write the draft anew from the data of today: what was edited by hand is lost (history keeps it)."""
    row = _locked(bulletin, version)
    acting = require(rules.can_edit_bulletin(actor, row))
    row.text, row.drafted_by, row.drafted_at, row.version = _drafted(row.round), actor, clock.now(), row.version + 1
    row.save(update_fields=["text", "drafted_by", "drafted_at", "version"])
    states.record(row, "redraft_bulletin", acting=acting)
    return row


@transaction.atomic
def edit_bulletin(*, actor: User, bulletin: Bulletin, version: int, title: str, text: str) -> Bulletin:
    """The office's own words.

    Raises:
        Refused: issued already. StaleVersion: somebody else saved it since. Invalid: at which field.
    """
    row = _locked(bulletin, version)
    require(rules.can_edit_bulletin(actor, row))
    title, text, wrong = title.strip(), richtext.clean(text), {}
    if not title or len(title) > MAX_TITLE:
        wrong["title"] = f"请填写，{MAX_TITLE} 字以内。"
    if not text or richtext.length_of(text) > MAX_TEXT:
        wrong["text"] = f"请填写，{MAX_TEXT} 字以内。"
    if wrong:
        raise Invalid(next(iter(wrong.values())), fields=wrong)
    if (row.title, row.text) != (title, text):
        row.title, row.text, row.version = title, text, row.version + 1
        row.save(update_fields=["title", "text", "version"])
    return row


@transaction.atomic
def issue_bulletin(*, actor: User, bulletin: Bulletin, version: int, number: str = "") -> Bulletin:
    """Issue it as it was read: nobody changes it afterwards, and everybody visited is told.

    Raises:
        Refused, OutOfTurn: issued already. StaleVersion. Invalid: the number was used.
    """
    row = _locked(bulletin, version)
    acting = require(rules.runs_round(actor, row.round))
    states.move(row, "issue", acting=acting)
    typed = number.strip() or row.number
    row.number = take_number(row.round.organization_id, BULLETIN, typed, besides=row.pk)
    row.issued_at, row.version = clock.now(), row.version + 1
    row.save(update_fields=["number", "issued_at", "version"])
    telling.tell_bulletin(row, "bulletin.issued", "通报")
    return row


@transaction.atomic
def recall_bulletin(*, actor: User, bulletin: Bulletin, reason: str) -> Bulletin:
    """Take an issued bulletin back to be corrected, with a reason that its readers are told."""
    row = _locked(bulletin, None)
    acting = require(rules.can_recall_bulletin(actor, row))
    states.move(row, "recall", acting=acting, reason=reason)
    row.issued_at, row.version = None, row.version + 1
    row.save(update_fields=["issued_at", "version"])
    telling.tell_bulletin(row, "bulletin.recalled", "通报已撤回", body=reason.strip())
    return row


def _drafted(round: Round) -> str:
    return richtext.clean(draft_text(round.name, round.theme, round_figures(round)))


def _locked(bulletin: Bulletin, version: int | None) -> Bulletin:
    rows = Bulletin.objects.select_for_update(of=("self",)).select_related("round__campaign", "round__organization")
    row = rows.get(pk=bulletin.pk)
    if version is not None and row.version != version:
        raise StaleVersion(STALE)
    return row
