"""Papers of a mass survey as PDF: a poster for each site, slips with single-use codes."""

import io
from collections.abc import Sequence
from typing import Any

import segno

from apps.core.components.text import date_cn, datetime_cn
from apps.core.typesetting import typeset

from .models import SurveySite
from .services.ballots import spaced


def posters_pdf(sites: Sequence[SurveySite], addresses: Sequence[str]) -> bytes:
    """One A4 page for each site, to be hung up; organizations and survey must be loaded."""
    rows = [
        {
            "title": site.survey.title,
            "site": site.application.organization.name,
            "ends": datetime_cn(site.survey.closes_at),
            "from": date_cn(site.survey.opens_at),
            "by": site.survey.organization.name,
            "address": address,
            "code": site.survey.access == "code",
            "picture": qr_svg(address),
        }
        for site, address in zip(sites, addresses, strict=True)
    ]
    return typeset("survey_poster.typ", {"posters": rows})


def slips_pdf(site: SurveySite, address: str, codes: Sequence[tuple[str, str]]) -> bytes:
    """Slips to be cut: each with its code as text and behind the # of its QR code."""
    titles = {row["code"]: row["title"] for row in site.survey.groups}
    rows: list[dict[str, Any]] = [
        {"group": titles[group], "code": spaced(code), "picture": qr_svg(f"{address}#c={code}")}
        for group, code in codes
    ]
    return typeset(
        "survey_slips.typ",
        {
            "title": site.survey.title,
            "site": site.application.organization.name,
            "ends": datetime_cn(site.survey.closes_at),
            "address": address,
            "slips": rows,
        },
    )


def qr_svg(text: str) -> str:
    """A QR code as SVG with medium error correction."""
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="svg", scale=4, border=1, xmldecl=False)
    return out.getvalue().decode()
