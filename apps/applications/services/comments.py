"""批注与沟通: remarks on an application, between levels or with the applicant."""

from collections.abc import Iterable

from django.db import transaction

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid
from apps.core.verdicts import require

from .. import notices, rules
from ..choices import CommentAudience
from ..models import Application, ReviewComment

LONGEST = 1000


@transaction.atomic
def add_comment(*, actor: User, application: Application, audience: str, text: str) -> ReviewComment:
    """Say something about an application.

    Nothing of it reaches the chain of states, which the applicant reads.

    Args:
        audience: ``levels`` for offices alone, ``applicant`` for the applicant too.

    Raises:
        Refused: see ``rules.can_comment``. Invalid: no text, or one that is too long.
    """
    if audience not in CommentAudience.values:
        raise Invalid("请选择谁可以看到。", code="audience")
    acting = require(rules.can_comment(actor, application, audience))
    words = text.strip()
    if not words:
        raise Invalid("请填写内容。", code="text")
    if len(words) > LONGEST:
        raise Invalid(f"内容最多 {LONGEST} 字，现为 {len(words)} 字。", code="text")
    assert acting.organization_id is not None
    comment = ReviewComment.objects.create(
        application=application,
        audience=audience,
        author=actor,
        role=acting.role,
        organization_id=acting.organization_id,
        organization_name=acting.organization_name,
        text=words,
        at=clock.now(),
    )
    notices.tell_commented(comment, _concerned(comment))
    return comment


def _concerned(comment: ReviewComment) -> Iterable[User]:
    """Who is told: the offices through which it has come, those who have spoken, and the applicant where it may read."""
    from apps.organizations.queries import holders_of, secretaries_of

    application = comment.application
    offices = set(application.steps.exclude(status="waiting").values_list("organization_id", flat=True))
    people = {user.pk: user for office in offices for user in holders_of(office, Role.OFFICE)}
    spoken = ReviewComment.objects.filter(application=application, audience=comment.audience)
    people |= {user.pk: user for user in User.objects.filter(is_active=True, pk__in=spoken.values("author"))}
    members = {user.pk: user for user in secretaries_of(application.organization_id)}
    if comment.audience == CommentAudience.APPLICANT:
        people |= members
    else:
        people = {pk: user for pk, user in people.items() if pk not in members}
    people.pop(comment.author_id, None)
    return people.values()
