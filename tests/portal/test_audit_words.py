"""The audit trail reads in Chinese: every act that a service notes and every model that has states has its word."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType

from apps.core.models import StateChange
from apps.evaluations.models import Evaluation
from apps.portal.audit import ACTS, KINDS, act_label, status_label

ROOT = Path(__file__).parents[2] / "apps"


def noted_verbs() -> set[str]:
    """Literal verbs that services hand to ``core.states.record``."""
    calls = (
        node
        for path in ROOT.rglob("services/**/*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record" and len(node.args) > 1
    )
    literals = (part.value for call in calls for part in ast.walk(call.args[1]) if isinstance(part, ast.Constant))
    return {value for value in literals if isinstance(value, str)}


def test_every_noted_act_has_a_word():
    assert len(noted_verbs()) > 20
    assert noted_verbs() - set(ACTS) == set()


def test_every_model_with_states_has_a_word():
    with_states = {model._meta.label_lower for model in apps.get_models() if hasattr(model, "transitions")}
    assert with_states - set(KINDS) == set()


@pytest.mark.django_db
def test_a_decision_and_a_veto_read_in_words():
    kind = ContentType.objects.get_for_model(Evaluation)
    decided = StateChange(subject_type=kind, verb="decide", target="not_proposed")
    assert (act_label(decided), status_label(decided, "not_proposed")) == ("拟定意见", "不命名")
    assert act_label(StateChange(subject_type=kind, verb="veto")) == "登记一票否决"
    graded = StateChange(subject_type=kind, verb="grade", target="优秀")
    assert (act_label(graded), status_label(graded, "优秀")) == ("人工确定等次", "优秀")
