"""What stands between a document and its publication: every problem with its node and field."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..schema import check_standard
from .outline import is_leaf, walk
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
    for sentence in check_standard(document, metrics):
        path, _, text = sentence.partition("：")
        found += _located(document, path, text)
    empty = {problem.code for problem in found if problem.field == "children"}
    kept = [problem for problem in found if problem.field or problem.code not in empty]
    return list(dict.fromkeys(kept))


def _own(document: Mapping[str, Any]) -> Iterator[Problem]:
    """What the form asks for beyond the shape."""
    for place in walk(document.get("criteria", [])):
        node = place.node
        if not is_leaf(node) and not node.get("children"):
            yield Problem(node["code"], node.get("title", ""), "children", "下面还没有评分项")


def _located(document: Mapping[str, Any], path: str, text: str) -> Iterator[Problem]:
    node, rest = _node(document, path)
    code, title = (node["code"], node.get("title", "")) if node else ("", "")
    missing = MISSING.match(text)
    if missing is None:
        yield Problem(code, title, rest, _plain(text))
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


def _plain(text: str) -> str:
    """Machine words of the format that a clerk cannot know, in Chinese."""
    return re.sub(r"\b[a-z_]{3,}\b", lambda match: key_name(match.group()), text)
