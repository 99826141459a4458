"""自评表 as PDF: drawn by typst with embedded fonts, for signature and seal on paper."""

import json
import tempfile
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from apps.core.components.text import date_cn
from apps.standards import engine

from .models import Signing
from .queries.assessment import Sheet
from .sheet_rows import sheet_rows

TEMPLATE = "self_assessment.typ"


def sheet_pdf(sheet: Sheet, signing: Signing | None, statement: str) -> bytes:
    """The whole self-assessment on A4 pages.

    Args:
        signing: the signature that holds now; None prints a draft, and says so.
    """
    import pylopdf_fonts_zh_cn

    source = (Path(settings.ROOT) / "templates" / "documents" / TEMPLATE).read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / TEMPLATE).write_bytes(source)
        (Path(folder) / "data.json").write_text(json.dumps(_data(sheet, signing, statement), ensure_ascii=False))
        return typst.compile(
            str(Path(folder) / TEMPLATE),
            root=folder,
            font_paths=[str(Path(pylopdf_fonts_zh_cn.__file__).parent)],
            ignore_system_fonts=True,
        )


def _data(sheet: Sheet, signing: Signing | None, statement: str) -> dict[str, Any]:
    application, outcome = sheet.application, sheet.outcome
    score = "—" if outcome.shown_score is None else engine.show(outcome.shown_score)
    signed = (
        f"{signing.signed_by.name}，{date_cn(signing.signed_at)}，第 {signing.number} 次签署" if signing else "未签署"
    )
    return {
        "organization": application.organization.name,
        "campaign": application.campaign.name,
        "title": application.title,
        "standard": str(application.standard_version),
        "secretary": signing.secretary_name if signing else application.secretary_name,
        "signed": signed,
        "score": f"{score} %" if sheet.tree.is_gate else f"{score} 分（满分 {engine.show(outcome.total)} 分）",
        "gate": sheet.tree.is_gate,
        "statement": statement,
        "rows": [vars(row) for row in sheet_rows(sheet)],
    }
