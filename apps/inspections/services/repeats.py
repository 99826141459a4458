"""重复问题: the same clause at the same site, found by an earlier visit."""

from django.db.models import Q

from apps.standards.models import Criterion

from ..models import Finding, Visit

#: Between the ticked problem and what was typed beside it.
DIVIDER = "；"


def earlier_finding(visit: Visit, criterion: Criterion | None, description: str) -> Finding | None:
    """The newest earlier finding of the site that this one repeats, or None. One statement.

    A clause is the same across campaigns and years: the same leaf of the same standard, or a leaf with the same
    code and title of another one (standards are copied for a new year). Without a clause the same typical
    problem counts.
    """
    earlier = Finding.objects.filter(organization=visit.organization_id).live().exclude(visit=visit)
    if criterion is None:
        head = description.split(DIVIDER)[0]
        earlier = earlier.filter(Q(description=head) | Q(description__startswith=head + DIVIDER), criterion=None)
    else:
        same = Q(criterion__version__standard=criterion.version.standard_id) | Q(criterion__title=criterion.title)
        earlier = earlier.filter(same, criterion__code=criterion.code)
    return earlier.order_by("-found_at", "-pk").first()
