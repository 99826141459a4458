"""One leaf saved as typed: what each person changed is merged field by field, within one lock."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import transaction
from django.db.models import QuerySet

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import OutOfTurn, PortalError
from apps.core.merging import SavedFields, Typed, changes_since, saves_against, settle
from apps.core.prepared import prepared
from apps.core.services import fields_noted
from apps.core.verdicts import require

from .. import assessment_rules as rules
from ..models import Application, Response, SelfAssessment
from ..queries.answer_desk import desk_of
from ..queries.assessment import Desk
from .self_assessment import store_answer

LOCKED = (
    "organization_path", "status", "score", "passes_gate", "application__status", "application__organization_path",
    "application__organization_id", "application__campaign_id", "application__standard_version_id",
    "application__organization__path",
)  # fmt: skip


class WrongFields(PortalError):
    """Fields that cannot be read; ``errors`` has the sentences by field."""

    code = "wrong_fields"

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        super().__init__("".join(line for lines in errors.values() for line in lines))
        self.errors = errors


class Leaf(Protocol):
    """One leaf as its page shows it. Values are lists of texts, as a browser sends them."""

    #: What was sent, and what stands there now, by field.
    posted: Mapping[str, list[str]]
    shown: Mapping[str, list[str]]

    def told(self, accepted: Mapping[str, list[str]]) -> Mapping[str, Any]:
        """What the leaf says with these fields over those that stand there, as ``store_answer`` takes it.

        Raises:
            WrongFields: a field cannot be read.
        """


@dataclass(frozen=True)
class Answered:
    """What became of the save, and what now stands in each field of the leaf."""

    saved: SavedFields
    shown: Mapping[str, list[str]]


@transaction.atomic
def answer_fields(
    *, actor: User, application: Application, key: int, typed: Typed, read: Callable[[Desk, Response], Leaf]
) -> Answered:
    """Save the fields of one leaf that a person changed; those that somebody else saved since are not overwritten.

    Args:
        key: of the response.
        read: how the leaf's page reads what was sent, called when nobody else can write any more.

    Raises:
        Response.DoesNotExist: no leaf of this self-assessment.
        Refused, OutOfPhase, OutOfTurn: not this person's, or not now; or the leaf does not apply.
        WrongFields, Invalid: what was typed cannot be stored.
    """
    assessment = _locked(application)
    require(rules.can_answer(actor, assessment))
    desk, row = desk_of(assessment, key)
    if row.criterion.code not in desk.needs:
        raise OutOfTurn("本项按条件不适用，不需要填写。")
    leaf, saves = read(desk, row), saves_against(row, row.version, typed)
    settled = settle(typed, saves, leaf.posted, leaf.shown)
    if settled.accepted:
        store_answer(
            actor=actor, desk=desk, response=row, told=leaf.told(settled.accepted),
            noted=lambda row: fields_noted(actor, row, settled.accepted, row.version, typed.page),
        )  # fmt: skip
    changes = {name: save for name, save in changes_since(saves, typed.version).items() if name not in leaf.posted}
    merged = frozenset(name for name, value in settled.accepted.items() if value != leaf.posted[name])
    saved = SavedFields(row.version, row.saved_at or clock.now(), changes, settled.conflicts, merged)
    return Answered(saved, {**leaf.shown, **settled.accepted})


def _locked(application: Application) -> SelfAssessment:
    """The self-assessment, locked after its organization, with what the page has read of its campaign."""
    found: SelfAssessment | None = _of_application.first(application.pk)
    if found is None:
        raise SelfAssessment.DoesNotExist
    fresh = found.application
    fresh.campaign, fresh.organization = application.campaign, application.organization
    fresh.standard_version, fresh.self_assessment = application.standard_version, found
    return found


@prepared
def _of_application(application: int) -> "QuerySet[Any]":
    rows = SelfAssessment.objects.select_for_update(of=("application__organization", "self"), no_key=True)
    return rows.select_related("application__organization").only(*LOCKED).filter(application=application).order_by()
