"""A standard file: read, refused with file, place and reason."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import yaml

from apps.core.exceptions import Invalid

from ...schema import check_standard

STANDARDS = Path(__file__).resolve().parents[4] / "fixtures" / "standards"


class _Strict(yaml.SafeLoader):
    """Refuses a key that stands twice: the first one would be lost without a word."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key, _ in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else None
            if name is not None and name in seen and name != "<<":
                raise yaml.constructor.ConstructorError(None, None, f"“{name}”写了两次", key.start_mark)
            seen.add(name)
        return super().construct_mapping(node, deep)


def read_standard(path: Path, metrics: Collection[str] | None = None) -> dict[str, Any]:
    """The mapping of a checked standard file.

    Args:
        metrics: codes of the metric catalogue; metrics outside it are problems too.

    Raises:
        Invalid: the file is missing, is no YAML or has problems: one sentence for each, a line each.
    """
    data = _parsed(path)
    problems = check_standard(data, metrics)
    if problems:
        raise Invalid("\n".join(f"{path}：{problem}" for problem in problems), code="standard_invalid")
    return data


def _parsed(path: Path) -> Any:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = "不是 UTF-8 文本" if isinstance(error, UnicodeDecodeError) else "文件不存在或无法读取"
        raise Invalid(f"{path}：{reason}", code="standard_unreadable") from error
    try:
        return yaml.load(text, Loader=_Strict)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"第 {mark.line + 1} 行，" if mark is not None else ""
        reason = getattr(error, "problem", None) or ""
        if reason.isascii():  # the parser's own English: the place says more than the words
            reason = "请检查这一处的缩进、冒号、引号和括号" if mark is not None else "请检查缩进、冒号、引号和括号"
        raise Invalid(f"{path}：{place}不是有效的 YAML：{reason}", code="standard_unreadable") from error
