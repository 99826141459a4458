"""The filled form of one application: Word by the office's template or ours, and PDF."""

from dataclasses import asdict
from typing import Any

from apps.campaigns.models import Campaign
from apps.core import richtext
from apps.core.models import FileUse
from apps.core.typesetting import typeset
from apps.organizations.models import Organization
from apps.organizations.queries import current_facts

from . import queries
from .models import Application
from .paper import content_of_form, default_template, fill
from .paper.default_template import HEAD, SIGNATURES, TABLES, TEXTS
from .parts import LINES, TEMPLATE_PURPOSE

#: The table of each kind of lines.
TABLE_OF = {"单位表": "partner", "差距表": "gap", "任务表": "task", "经费表": "funding"}


def word_form(application: Application) -> bytes:
    """The form as docx.

    Raises:
        TemplateProblem: the office's template can no longer be filled.
    """
    use = template_for(application.campaign)
    return fill(default_template() if use is None else _content(use), form_values(application))


def _content(use: FileUse) -> bytes:
    with use.file.file.open("rb") as stored:
        return bytes(stored.read())


def pdf_form(application: Application) -> bytes:
    """The form as PDF, with what the campaign asks and nothing else."""
    values = form_values(application)
    asked = {kind.key for kind in LINES.values() if values[_table_name(kind.key)]}
    head = [{"label": label, "value": values[field]} for pair in HEAD for label, field in pair]
    texts = [{"label": label, "value": values[field]} for label, field in TEXTS if values[field]]
    return typeset(
        "application.typ",
        {
            **values,
            "head": head,
            "texts": texts,
            "tables": [_table(values, *table) for table in TABLES if TABLE_OF[table[1]] in asked],
            "asks_funding": bool(values["填报经费"]),
            "narrative": [asdict(block) for block in richtext.blocks_of(application.narrative)],
            "signatures": SIGNATURES,
        },
    )


def _table_name(key: str) -> str:
    return next(name for name, kind in TABLE_OF.items() if kind == key)


def _table(values: dict[str, Any], title: str, name: str, columns: tuple[tuple[str, int], ...]) -> dict[str, Any]:
    labels = [label for label, _ in columns]
    return {
        "title": title,
        "columns": labels,
        "widths": [width for _, width in columns],
        "rows": [[row[label] for label in labels] for row in values[name]],
    }


def form_values(application: Application) -> dict[str, Any]:
    """What the form says, by name."""
    organization = application.organization
    parent = Organization.objects.filter(path__in=organization.ancestor_paths()[-1:]).first()
    return content_of_form(
        application,
        parent_name=parent.name if parent else "",
        facts=current_facts(organization),
        lines={kind.key: queries.lines_of(application, kind) for kind in LINES.values()},
        files=[use.name for use in queries.documents_of(application)],
    )


def template_for(campaign: Campaign) -> FileUse | None:
    """The campaign's own template, else that of its organizer or of the nearest committee above; None: ours."""
    own = templates_of(campaign).first()
    if own is not None:
        return own
    above = Organization.objects.filter(path__in=[campaign.organization.path, *campaign.organization.ancestor_paths()])
    for organization in above.order_by("-path"):
        found = templates_of(organization).first()
        if found is not None:
            return found
    return None


def templates_of(owner: Campaign | Organization) -> Any:
    """Templates kept for a campaign or an organization, the newest first."""
    return FileUse.objects.of(owner).filter(purpose=TEMPLATE_PURPOSE).order_by("-created_at")
