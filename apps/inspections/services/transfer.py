"""Results of visits taken over to another version of the standard."""

from collections.abc import Collection

from django.db import transaction

from apps.applications.services import rekey
from apps.core.exceptions import Invalid
from apps.standards.models import StandardVersion

from ..models import VisitResult

VERIFIED = "有指标改变了计分方式，而验收已对其作出结论，不能改用这一版标准。"


@transaction.atomic
def transfer_results(*, applications: Collection[int], version: StandardVersion, retyped: Collection[str]) -> None:
    """Point what was verified to the leaves of ``version`` with the same codes.

    Args:
        retyped: codes of leaves that are measured in another way now.

    Raises:
        Invalid: one of them was verified already.
    """
    results = VisitResult.objects.filter(visit__application__in=applications)
    if results.filter(criterion__code__in=retyped).exists():
        raise Invalid(VERIFIED)
    rekey(VisitResult.objects.filter(pk__in=results.values("pk")), version, versioned=False)
