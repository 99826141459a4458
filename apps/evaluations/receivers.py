"""What evaluations answer through the seams of lower apps."""

from typing import Any

from django.contrib.contenttypes.models import ContentType

from apps.core.models import FileUse

from .models import Evaluation, VetoFinding


def reads_file(user: Any, use: FileUse) -> bool:
    """The papers behind a veto are read by whoever may read the score that it changed."""
    if not user.is_authenticated:
        return False
    if ContentType.objects.get_for_id(use.owner_type_id).model_class() is not VetoFinding:
        return False
    scored = Evaluation.objects.visible_to(user).filter(application__veto_findings=use.owner_id)
    return scored.exists()
