"""The file format, out and in: what is written reads back to the same mapping, digest included."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

#: More than any standard needs; a file that unfolds to more is refused.
MOST_BYTES = 2_000_000
ORDER = ("code", "name", "version", "kind", "source", "source_note", "total", "rebase", "pass_mark")
NODE = (
    "code",
    "title",
    "text",
    "clause",
    "guidance",
    "sectors",
    "kinds",
    "levels",
    "when",
    "measure",
    "points",
    "scoring",
)


class FileProblem(ValueError):
    """Why a file cannot be read, as a Chinese sentence."""


def write_yaml(document: Mapping[str, Any]) -> str:
    """The file of a document: keys in the usual order, Chinese as it is."""
    ordered = _first(document, ORDER)
    ordered["criteria"] = [_node(node) for node in document["criteria"]]
    return yaml.safe_dump(ordered, allow_unicode=True, sort_keys=False, width=110)


def _node(node: Mapping[str, Any]) -> dict[str, Any]:
    ordered = _first(node, NODE)
    if "children" in node:
        ordered["children"] = [_node(child) for child in node["children"]]
    return ordered


def _first(mapping: Mapping[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    """The named keys first, then the rest; lists of nodes come last."""
    rest = [key for key in mapping if key not in keys and key not in ("criteria", "children")]
    return {key: mapping[key] for key in [*(key for key in keys if key in mapping), *rest]}


class _Loader(yaml.SafeLoader):
    """Without aliases: a few lines could unfold to gigabytes."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise FileProblem("文件中不能使用 & 和 * 引用，请写全。")
        return super().compose_node(parent, index)


def read_yaml(data: bytes) -> dict[str, Any]:
    """The document of a file.

    Raises:
        FileProblem: too large, not UTF-8, not YAML, or not a mapping.
    """
    if len(data) > MOST_BYTES:
        raise FileProblem("文件超过 2 MB，不是标准文件。")
    try:
        found = yaml.load(data.decode("utf-8-sig"), Loader=_Loader)
    except UnicodeDecodeError as error:
        raise FileProblem("文件不是 UTF-8 编码，请另存为 UTF-8 后再上传。") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行附近" if mark else ""
        raise FileProblem(f"文件{where}的格式有误，不能读取。") from error
    except RecursionError as error:
        raise FileProblem("文件层次太深，不能读取。") from error
    if not isinstance(found, dict) or not isinstance(found.get("criteria"), list):
        raise FileProblem("文件中没有标准的内容（缺少 criteria）。")
    return found
