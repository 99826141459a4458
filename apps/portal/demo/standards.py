"""The city's own appraisal table: written, approved where it asks for something new, published, and revised."""

from __future__ import annotations

from typing import Any

import yaml

from apps.standards.models import StandardVersion
from apps.standards.queries import ask_rows, engine_version
from apps.standards.queries.reading import document_of
from apps.standards.services import decide_ask, draft_next_version, import_draft, publish_version, submit_asks
from apps.standards.services.editing import edit_node

from .world import FIXTURES, World, words

CODE, CITY = "star_rating_demo", "4503"
#: The first version before the campaigns that hold on to it were drafted; the revision a few weeks ago.
FIRST, REVISED = -290, -18


def write_standard(world: World) -> None:
    """Two published versions of ``fixtures/demo/star_rating.yaml``, so that they can be compared and moved to."""
    document = yaml.safe_load((FIXTURES / "star_rating.yaml").read_text(encoding="utf-8"))
    author = world.office(CITY)
    with world.at(FIRST, 9):
        draft = import_draft(
            actor=author, organization=world.organization(CITY), document=document, words="由评定办法录入"
        )
    world.standards[CODE] = _publish(world, draft, FIRST)
    with world.at(REVISED, 9):
        second = draft_next_version(actor=author, version=world.standards[CODE])
        for code, change in words("texts")["star_rating_revision"].items():
            _change(world, second, code, change)
    _publish(world, second, REVISED)


def _change(world: World, version: StandardVersion, code: str, change: dict[str, Any]) -> None:
    version.refresh_from_db()
    node = _node(document_of(version)["criteria"], code)
    edit_node(actor=world.office(CITY), version=version, revision=version.revision, code=code, node={**node, **change})


def _node(nodes: list[dict[str, Any]], code: str) -> dict[str, Any]:
    for node in nodes:
        if node["code"] == code:
            return node
        if code.startswith(f"{node['code']}."):
            return _node(node["children"], code)
    raise LookupError(code)


def _publish(world: World, version: StandardVersion, day: int) -> StandardVersion:
    """Through the approval of a colleague where the version asks for something new."""
    author = world.office(CITY)
    colleague = next(world.people[login] for login in ("office2", "office") if world.people[login] != author)
    version.refresh_from_db()
    asked = ask_rows(version, engine_version(version))
    if asked:
        reasons = {each.ask.identity: words("texts")["star_rating_reason"] for each in asked}
        with world.at(day + 1, 10):
            submit_asks(actor=author, version=version, revision=version.revision, reasons=reasons)
        for number, ask in enumerate(version.asks.all()):
            with world.at(day + 2, 10, number):
                decide_ask(actor=colleague, ask=ask, approved=True, opinion="同意，评定需要。")
        version.refresh_from_db()
    with world.at(day + 3, 15):
        return publish_version(actor=author, version=version, revision=version.revision)
