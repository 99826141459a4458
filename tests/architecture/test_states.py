"""``core.states.move`` is the only writer of ``status``; a status is given otherwise only at creation."""

import ast
from typing import Any

import pytest

from .sources import nodes

MOVER = "apps/core/states.py"
#: A name whose ``status`` is no state of a row.
NO_ROWS = {"response"}
#: path → why a write of ``status`` there is no state change.
REASONS = {
    "apps/applications/services/plan.py": "how far a task is follows its percentage; it has no transitions",
    "apps/reminders/services/deliveries.py": "a message on its way is leased and settled by workers; nobody acts on it",
}


def names_status(node: ast.AST | None) -> bool:
    """Whether a literal list, tuple or mapping names the field."""
    if isinstance(node, ast.Dict):
        return any(isinstance(key, ast.Constant) and key.value == "status" for key in node.keys)
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return any(isinstance(item, ast.Constant) and item.value == "status" for item in node.elts)
    return isinstance(node, ast.Constant) and node.value == "status"


def assigns(node: Any) -> bool:
    """``x.status = …``"""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    flat = [item for target in targets for item in (target.elts if isinstance(target, ast.Tuple) else [target])]
    return any(
        isinstance(target, ast.Attribute)
        and target.attr == "status"
        and not (isinstance(target.value, ast.Name) and target.value.id in NO_ROWS)
        for target in flat
    )


def writes(call: ast.Call) -> bool:
    """``update(status=…)``, ``save(update_fields=["status"])``, ``bulk_update(rows, ["status"])``, ``setattr``."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    if name == "update":
        return "status" in keywords
    if name in ("save", "asave"):
        return names_status(keywords.get("update_fields"))
    if name == "bulk_update":
        return any(names_status(value) for value in [*call.args[1:], keywords.get("fields")])
    if name == "update_or_create":
        return names_status(keywords.get("defaults"))
    return name == "setattr" and len(call.args) > 1 and names_status(call.args[1])


def offences() -> list[str]:
    found = [where for where, node in nodes((ast.Assign, ast.AugAssign, ast.AnnAssign), "apps/") if assigns(node)]
    found += [where for where, node in nodes(ast.Call, "apps/") if writes(node)]
    return [where for where in found if where.split(":")[0] not in {MOVER, *REASONS}]


def test_only_the_mover_writes_a_status():
    assert offences() == []


@pytest.mark.parametrize(
    "source",
    [
        "row.status = 'named'",
        "row.status, row.version = 'named', 2",
        "rows.update(status='named')",
        "row.save(update_fields=['version', 'status'])",
        "Row.objects.bulk_update(rows, ['status'])",
        "Row.objects.update_or_create(pk=1, defaults={'status': 'named'})",
        "setattr(row, 'status', 'named')",
    ],
)
def test_the_scan_sees(source):
    statement = ast.parse(source).body[0]
    assert assigns(statement) if isinstance(statement, ast.Assign) else writes(statement.value)


@pytest.mark.parametrize(
    "source", ["Row(status='draft')", "rows.filter(status='draft')", "Row.objects.create(status=1)"]
)
def test_the_scan_lets_pass(source):
    assert not writes(ast.parse(source).body[0].value)
