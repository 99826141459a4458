"""PDF by typst: a template of ``templates/documents`` with its data, set with the embedded fonts alone."""

import json
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings


def typeset(template: str, data: Mapping[str, Any]) -> bytes:
    """The template as PDF; it reads ``data`` from ``data.json``."""
    source = (Path(settings.ROOT) / "templates" / "documents" / template).read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / template).write_bytes(source)
        (Path(folder) / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        return typst.compile(
            str(Path(folder) / template), root=folder, font_paths=[font_folder()], ignore_system_fonts=True
        )


@cache
def font_folder() -> str:
    """Where the embedded Noto fonts lie."""
    import pylopdf_fonts_zh_cn

    return str(Path(pylopdf_fonts_zh_cn.__file__).parent)
