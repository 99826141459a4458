"""Certificates as PDF: drawn by typst with embedded fonts, with a QR code that leads to the live status."""

import io
import tempfile
from pathlib import Path

import segno
import typst
from django.conf import settings

from apps.core.typesetting import font_folder
from apps.organizations.queries import name_as_of

from .models import Designation

TEMPLATE = "certificate.typ"


def certificate_pdf(designation: Designation, verify_url: str) -> bytes:
    """One A4 landscape page.

    Args:
        verify_url: the absolute address of the verification page, written into the QR code.
    """
    source = (Path(settings.ROOT) / "templates" / "documents" / TEMPLATE).read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / TEMPLATE).write_bytes(source)
        (Path(folder) / "code.svg").write_bytes(qr_svg(verify_url))
        return typst.compile(
            str(Path(folder) / TEMPLATE),
            root=folder,
            font_paths=[font_folder()],
            ignore_system_fonts=True,
            sys_inputs=_inputs(designation, verify_url),
        )


def qr_svg(text: str) -> bytes:
    """A QR code as SVG with medium error correction."""
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="svg", scale=4, border=1, xmldecl=False)
    return out.getvalue()


def _inputs(designation: Designation, verify_url: str) -> dict[str, str]:
    return {
        "organization": name_as_of(designation.organization, designation.named_on),
        "title": designation.title,
        "brand": designation.application.title,
        "issuer": designation.issuer,
        "decision": designation.decision_number,
        "number": designation.number,
        "named_on": f"{designation.named_on:%Y年%-m月%-d日}",
        "valid_until": f"{designation.valid_until:%Y年%-m月%-d日}",
        "address": verify_url,
    }
