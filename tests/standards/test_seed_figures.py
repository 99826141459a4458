"""Every figure and every mechanism of the five plans stands in the library, or says why it does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from apps.standards.engine import Criterion, Version, build_version, describe_measure

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


def _load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


VERSIONS: dict[str, Version] = {
    path.stem: build_version(_load(path)) for path in sorted((FIXTURES / "standards").glob("*.yaml"))
}
TEMPLATES: dict[str, Any] = {path.stem: _load(path) for path in sorted((FIXTURES / "campaigns").glob("*.yaml"))}
TABLES: dict[str, Any] = {
    path.stem: _load(path) for path in sorted((FIXTURES / "reference").glob("seed_*_numbers.yaml"))
}
MECHANISMS = _load(FIXTURES / "reference" / "seed_mechanisms.yaml")["mechanisms"]
#: How many figures each table holds: a line that is lost is noticed.
COUNTS = {
    "seed_000_numbers": 14,
    "seed_001_numbers": 82,
    "seed_002_numbers": 13,
    "seed_003_numbers": 53,
    "seed_004_numbers": 106,
}


def _entries() -> list[dict[str, Any]]:
    return [
        {"standard": table.get("standard", ""), **entry, "table": name}
        for name, table in TABLES.items()
        for entry in table["numbers"]
    ]


ENTRIES = _entries()
WITH_LEAVES = [entry for entry in ENTRIES if "leaves" in entry]
WITH_TEMPLATE = [entry for entry in ENTRIES if "template" in entry]


def _name(entry: Mapping[str, Any]) -> str:
    return f"{entry['table'][5:8]}-{entry['number']}{entry['unit']}-{entry['phrase']}"


def test_tables_are_complete_and_extracts_are_short() -> None:
    assert {name: len(table["numbers"]) for name, table in TABLES.items()} == COUNTS
    assert max(len(entry["phrase"]) for entry in ENTRIES) <= 12


@pytest.mark.parametrize("entry", ENTRIES, ids=_name)
def test_every_figure_has_one_place_or_a_reason(entry: Mapping[str, Any]) -> None:
    assert sum(key in entry for key in ("leaves", "template", "reason")) == 1
    assert entry["clause"] and entry.get("reason", "x")


@pytest.mark.parametrize("entry", WITH_LEAVES, ids=_name)
def test_every_figure_stands_in_the_rule_of_its_leaf(entry: Mapping[str, Any]) -> None:
    leaves = [VERSIONS[entry["standard"]].by_code[code] for code in entry["leaves"]]
    assert all(leaf.is_leaf and leaf.clause for leaf in leaves)
    figure = str(entry.get("value", entry["number"]))
    if figure[0].isdigit():
        assert figure in _words(leaves[0], in_text=entry.get("in_text", False))


def _words(leaf: Criterion, *, in_text: bool) -> str:
    """What a leaf measures, in Chinese; with its own text where the figure is no threshold."""
    condition = leaf.when.describe() if leaf.when is not None else ""
    inner = getattr(leaf.measure, "measure", None)
    rule = "".join((describe_measure(leaf), condition, inner.describe() if inner is not None else ""))
    return "".join((rule, leaf.text, leaf.guidance)) if in_text else rule


@pytest.mark.parametrize("entry", WITH_TEMPLATE, ids=_name)
def test_every_figure_of_a_campaign_stands_in_its_template(entry: Mapping[str, Any]) -> None:
    found = _setting(TEMPLATES[entry["template"]], entry["key"].split("."))
    if "shows" not in entry:
        assert str(found) == entry["number"]
    elif isinstance(found, Sequence) and not isinstance(found, str):
        assert str(len(found)) == entry["shows"]
    else:
        assert entry["shows"] in str(found)


def _setting(data: Any, path: Sequence[str]) -> Any:
    """The setting at a dotted path; in a list the part is the row's kind, code or quarter."""
    for key in path:
        if isinstance(data, list):
            data = next(row for row in data if key in {str(row.get(name)) for name in ("kind", "code", "quarter")})
        else:
            data = data[key]
    return data


def test_figures_that_a_standard_excludes_are_listed_with_their_reason() -> None:
    listed = {(entry["number"], entry["phrase"]) for entry in ENTRIES if "reason" in entry}
    for version in VERSIONS.values():
        for item in version.exclusions:
            assert (item["number"], item["phrase"]) in listed
            assert item["reason"]


def test_every_mechanism_that_is_a_standard_is_found() -> None:
    assert len(MECHANISMS) == 96
    assert len({entry["row"] for entry in MECHANISMS}) == 96
    for entry in MECHANISMS:
        if "standard" in entry:
            assert entry["criterion"] in VERSIONS[entry["standard"]].by_code, entry
        else:
            assert len(entry["reason"]) > 10, entry
