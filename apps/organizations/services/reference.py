"""Reference data that come with the portal: metrics, and one city's real divisions as a Party tree."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction

from ..metric_catalogue import read_catalogue
from ..party_tree import TreeRow, party_tree, read_divisions
from ..registries import reference_loaders
from ..spreadsheet import OrganizationRow, Report
from .events import load_event_kinds
from .importing import ImportOutcome, import_organizations
from .metrics import load_metrics

REFERENCE = Path(settings.ROOT) / "fixtures" / "reference"


@dataclass
class ReferenceOutcome:
    metrics: int
    event_kinds: int
    organizations: ImportOutcome
    #: What higher apps loaded, a sentence each.
    others: list[str]


@transaction.atomic
def load_reference(directory: Path = REFERENCE, divisions: str = "divisions_4503.csv") -> ReferenceOutcome:
    """Load the metrics, the kinds of events and the Party tree of the city; the second time changes nothing."""
    return ReferenceOutcome(
        metrics=load_metrics(read_catalogue(directory / "metrics.yaml")),
        event_kinds=load_event_kinds(_event_kinds(directory / "events.yaml")),
        organizations=import_organizations(actor=None, report=_report(directory / divisions)),
        others=[load(directory) for load in reference_loaders],
    )


def _event_kinds(path: Path) -> list[dict[str, Any]]:
    known: dict[str, list[dict[str, Any]]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return known["events"]


def _report(path: Path) -> Report:
    rows = [_row(number, row) for number, row in enumerate(party_tree(read_divisions(path)), 2)]
    return Report(rows, [], len(rows))


def _row(number: int, row: TreeRow) -> OrganizationRow:
    return OrganizationRow(
        number=number,
        code=row.code,
        name=row.name,
        short_name=row.short_name,
        parent_code=row.parent_code,
        kind=row.kind,
        level=row.level,
        sector=row.sector,
        division_code=row.division_code,
        established_on=None,
        contact_name="",
        contact_phone="",
        address="",
    )
