"""What stands between a document and its publication: every problem with its node and field."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..schema import check_standard
from .outline import is_leaf, walk
from .sentences import in_editor
from .words import key_name

STEP = re.compile(r"(?:^|\.)(?:criteria|children)\[(\d+)\]")
MISSING = re.compile(r"缺少 (\w+)")


@dataclass(frozen=True)
class Problem:
    """``code`` of the node ("" for the whole), ``field`` as a path inside it, and a sentence."""

    code: str
    title: str
    field: str
    text: str

    @property
    def input_name(self) -> str:
        """The name of the form's field: ``measure.members[0].op`` is typed into ``measure-members-0-op``."""
        return re.sub(r"\[(\d+)\]", r"-\1", self.field).replace(".", "-")

    @property
    def sentence(self) -> str:
        """The sentence with the Chinese names of its field."""
        names = [key_name(name) for name in re.findall(r"[a-z_]+", self.field)]
        return f"{'的'.join(names[-2:])}：{self.text}" if names else self.text


def problems_of(document: Mapping[str, Any], metrics: Collection[str] | None = None) -> list[Problem]:
    """Everything that forbids the publication, in the order of the document.

    Args:
        metrics: codes of the metric catalogue; metrics outside it are problems.
    """
    found = [*_own(document)]
    if not document.get("criteria"):
        return [Problem("", "", "criteria", "还没有指标，请先新建上级指标和评分项"), *found]
    titles = _titles(document)
    for sentence in check_standard(document, metrics):
        path, _, text = sentence.partition("：")
        found += _located(document, path, text, titles)
    empty = {problem.code for problem in found if problem.field == "children"}
    kept = [problem for problem in found if problem.field or problem.code not in empty]
    return list(dict.fromkeys(kept))


def _own(document: Mapping[str, Any]) -> Iterator[Problem]:
    """What the form asks for beyond the shape."""
    for place in walk(document.get("criteria", [])):
        node = place.node
        if not is_leaf(node) and not node.get("children"):
            yield Problem(node["code"], node.get("title", ""), "children", "下面还没有评分项")


def _titles(document: Mapping[str, Any]) -> dict[str, str]:
    """Titles by code, of nodes, grades and parts."""
    rows: list[Mapping[str, Any]] = [place.node for place in walk(document.get("criteria", []))]
    rows += [row for key in ("grades", "parts") for row in document.get(key, ()) if isinstance(row, Mapping)]
    return {str(row["code"]): str(row["title"]) for row in rows if row.get("code") and row.get("title")}


def _located(document: Mapping[str, Any], path: str, text: str, titles: Mapping[str, str]) -> Iterator[Problem]:
    node, rest = _node(document, path)
    code, title = (node["code"], node.get("title", "")) if node else ("", "")
    missing = MISSING.match(text)
    key, said = in_editor(text, titles)
    if missing is None or key:
        yield Problem(code, title, f"{rest}.{key}" if key and rest else key or rest, said)
        return
    for key in re.findall(r"[a-z_]+", text):
        yield Problem(code, title, f"{rest}.{key}" if rest else key, "请填写")


def _node(document: Mapping[str, Any], path: str) -> tuple[dict[str, Any] | None, str]:
    """The node that a path leads to, and what remains of the path inside it."""
    node: dict[str, Any] | None = None
    nodes, rest = document["criteria"], path
    while match := STEP.match(rest):
        node = nodes[int(match.group(1))]
        nodes, rest = node.get("children", []), rest[match.end() :]
    return node, rest.lstrip(".")
