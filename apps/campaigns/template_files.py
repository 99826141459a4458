"""Campaign templates: the files in ``fixtures/campaigns``, checked, loaded once and shifted to a year.

Pure: no Django, no database. A template's days are ``MM-DD`` of the year chosen, ``+1 MM-DD`` of the year
after; a day that a month lacks means its last day.
"""

import calendar
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

DIRECTORY = Path(__file__).resolve().parents[2] / "fixtures" / "campaigns"
SCHEMA_NAME = "template.schema.json"
ONE_DAY = timedelta(days=1)


class TemplateError(Exception):
    """A template file is wrong; the message names the file, the place and the reason."""


@dataclass(frozen=True, slots=True)
class PhaseSpec:
    """A phase as the template gives it; ``is_default`` when its dates are ours and not the plan's."""

    kind: str
    name: str
    start: str
    end: str
    clause: str
    summary: str
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class PhaseDates:
    """A phase with its real dates, both inclusive."""

    kind: str
    name: str
    starts_on: date
    ends_on: date
    clause: str = ""
    summary: str = ""
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Quota:
    """Upper bounds on named sites; None is no bound."""

    total: int | None
    by_sector: Mapping[str, int]
    by_level: Mapping[str, int]
    per_parent: int | None


@dataclass(frozen=True, slots=True)
class Template:
    """One plan turned into settings of a campaign; every key is an identifier, every name Chinese.

    ``defaults`` maps dotted paths of settings that the plan leaves open to the sentence that says so.
    """

    code: str
    name: str
    title: str
    summary: str
    kind: str
    activity_type: str
    issuer_level: str
    issuer_body: str
    sectors: tuple[str, ...]
    kinds: tuple[str, ...]
    levels: tuple[str, ...]
    standards: Mapping[str, str]
    weights: Mapping[str, int]
    satisfaction_pass: int | None
    quota: Quota
    validity_years: int
    verification: str
    notice_working_days: int
    form_parts: tuple[str, ...]
    phases: tuple[PhaseSpec, ...]
    inspections: Mapping[str, Any]
    cadences: tuple[Mapping[str, str], ...]
    documents: tuple[Mapping[str, str], ...]
    source: Mapping[str, Any]
    defaults: Mapping[str, str]
    brand_themes: Mapping[str, str] = field(default_factory=dict)
    belt: Mapping[str, Any] | None = None
    programme: Mapping[str, Any] | None = None
    work_lines: tuple[Mapping[str, str], ...] = ()
    #: Whether branches of a committee without a filed plan are told so, or stopped; empty: no plan is asked.
    committee_plan: str = ""
    #: What the masses are asked about, and the least weight of their evaluation in percent.
    survey: Mapping[str, Any] = field(default_factory=dict)

    def title_for(self, year: int) -> str:
        """The campaign's title in that year."""
        return self.title.replace("{year}", str(year))

    def standard_for(self, sector: str) -> str | None:
        """Code of the standard for a sector, or the one for all, or None."""
        return self.standards.get(sector) or self.standards.get("*")

    def quarter_theme(self, quarter: int) -> str:
        """Inspection theme of a calendar quarter (1 to 4), empty where the template has none."""
        themes = {entry["quarter"]: entry["theme"] for entry in self.inspections["themes"]}
        return themes.get(quarter, "")


@lru_cache(maxsize=4)
def load_templates(directory: Path = DIRECTORY) -> dict[str, Template]:
    """All templates by code, checked; read once per process.

    Raises:
        TemplateError: if a file is not valid or two files share a code.
    """
    templates: dict[str, Template] = {}
    for path in sorted(directory.glob("*.yaml")):
        template = load_template(path)
        if template.code in templates:
            raise TemplateError(f"{path.name}: code {template.code} is taken by another file")
        templates[template.code] = template
    return templates


def load_template(path: Path) -> Template:
    """Read and check one file.

    Raises:
        TemplateError: with every problem found, one a line.
    """
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise TemplateError(f"{path.name}: cannot be read: {error}") from error
    problems = template_problems(data)
    if problems:
        raise TemplateError("\n".join(f"{path.name}: {problem}" for problem in problems))
    return _template(data)


def template_problems(data: Any) -> list[str]:
    """What is wrong with a template's data, as ``place: reason``; an empty list when nothing is."""
    errors = sorted(_validator().iter_errors(data), key=lambda error: list(map(str, error.path)))
    if errors:
        return [f"{_place(error.absolute_path)}: {error.message}" for error in errors]
    checks = (_weight_problems, _standard_problems, _quota_problems, _phase_problems, _line_problems, _path_problems)
    return [problem for check in checks for problem in check(data)]


def shift(template: Template, start: int | date) -> list[PhaseDates]:
    """The template's phases in a year, or moved so that the first begins on a given day.

    Whole months are moved as months (a month's end stays a month's end), anything else as days. Phases that
    follow one another without a gap still do.

    Args:
        start: a year, or the first day of the first phase.
    """
    year = start if isinstance(start, int) else start.year
    base = [(_day(phase.start, year), _day(phase.end, year)) for phase in template.phases]
    moved = base if isinstance(start, int) else _moved(base, start)
    return [
        PhaseDates(p.kind, p.name, first, last, p.clause, p.summary, p.is_default)
        for p, (first, last) in zip(template.phases, moved, strict=True)
    ]


def work_line_deadline(line: Mapping[str, str], year: int) -> date:
    """The day by which a work line is to be done, in a campaign of that year."""
    return _day(line["deadline"], year)


Span = tuple[date, date]


def _moved(base: list[Span], start: date) -> list[Span]:
    origin = base[0][0]
    if start.day == origin.day:
        months = (start.year - origin.year) * 12 + start.month - origin.month
        spans = [(_add_months(first, months), _add_months(last, months)) for first, last in base]
        return _repaired(base, spans)
    delta = start - origin
    return [(first + delta, last + delta) for first, last in base]


def _repaired(base: list[Span], spans: list[Span]) -> list[Span]:
    """Short months may close or overlap a seam: put each phase after the one before it, as it was."""
    result = [spans[0]]
    for (_, old_end), (old_start, _), (start, end) in zip(base, base[1:], spans[1:], strict=False):
        after = result[-1][1] + ONE_DAY
        start = after if old_start == old_end + ONE_DAY else max(start, after)
        result.append((start, max(start, end)))
    return result


def _add_months(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    is_month_end = day.day == _month_days(day.year, day.month)
    return _legal(year, month, 31 if is_month_end else day.day)


def _day(text: str, year: int) -> date:
    """``MM-DD`` or ``+N MM-DD`` in a year."""
    offset, _, rest = text.rpartition(" ")
    month, day = map(int, rest.split("-"))
    return _legal(year + int(offset or 0), month, day)


def _legal(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, _month_days(year, month)))


def _month_days(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


@lru_cache(maxsize=1)
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads((DIRECTORY / SCHEMA_NAME).read_text(encoding="utf-8")))


def _place(path: Iterable[str | int]) -> str:
    return ".".join(map(str, path)) or "(file)"


def _weight_problems(data: Mapping[str, Any]) -> Iterable[str]:
    total = sum(data["weights"].values())
    if total != 100:
        yield f"weights: the three must make 100, not {total}"


def _standard_problems(data: Mapping[str, Any]) -> Iterable[str]:
    covered = data["standards"]
    if "*" not in covered:
        for sector in data["sectors"]:
            if sector not in covered:
                yield f"standards: sector {sector} has no standard"
    for sector in covered:
        if sector != "*" and sector not in data["sectors"]:
            yield f"standards.{sector}: is not among the sectors"


def _quota_problems(data: Mapping[str, Any]) -> Iterable[str]:
    quota = data["quota"]
    for part, allowed in (("by_sector", data["sectors"]), ("by_level", data["levels"])):
        for key in quota[part]:
            if key not in allowed:
                yield f"quota.{part}.{key}: is outside the scope"
        if quota["total"] and sum(quota[part].values()) > quota["total"]:
            yield f"quota.{part}: adds up to more than the total"


def _phase_problems(data: Mapping[str, Any]) -> Iterable[str]:
    """Each kind once, each phase ending after it begins and beginning after the one before has ended."""
    kinds = [phase["kind"] for phase in data["phases"]]
    for kind in sorted({kind for kind in kinds if kinds.count(kind) > 1}):
        yield f"phases: {kind} occurs twice"
    previous: date | None = None
    for number, phase in enumerate(data["phases"]):
        # A leap year: 02-29 is then a day of its own.
        first, last = _day(phase["start"], 2024), _day(phase["end"], 2024)
        if last < first:
            yield f"phases.{number}: ends before it begins"
        if previous and first <= previous:
            yield f"phases.{number}: begins before the phase before it has ended"
        previous = last
    for number, document in enumerate(data["documents"]):
        if document["phase"] not in kinds:
            yield f"documents.{number}: phase {document['phase']} does not occur"


def _line_problems(data: Mapping[str, Any]) -> Iterable[str]:
    """Work lines have codes of their own; a programme's shortest run is not longer than its longest."""
    codes = [line["code"] for line in data.get("work_lines", ())]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield f"work_lines: {code} occurs twice"
    programme = data.get("programme") or {}
    if programme.get("years_min", 0) > programme.get("years", 0):
        yield "programme.years_min: is more than years"
    for number, target in enumerate(programme.get("targets", ())):
        if target.get("year", 1) > programme["years"]:
            yield f"programme.targets.{number}: the programme has no such year"
        if target["measure"] == "share" and target["value"] > 100:
            yield f"programme.targets.{number}: a share is at most 100"


def _path_problems(data: Mapping[str, Any]) -> Iterable[str]:
    """Notes on sources and defaults must point at settings that exist."""
    for part, notes in (("source.clauses", data["source"]["clauses"]), ("defaults", data["defaults"])):
        for path in notes:
            if not _exists(data, path):
                yield f"{part}.{path}: there is no such setting"


def _exists(data: Any, path: str) -> bool:
    for key in path.split("."):
        if not isinstance(data, Mapping) or key not in data:
            return False
        data = data[key]
    return True


def _template(data: dict[str, Any]) -> Template:
    rest = {key: value for key, value in data.items() if key not in ("format", "issuer")}
    for key in ("sectors", "kinds", "levels", "form_parts", "cadences", "documents", "work_lines"):
        rest[key] = tuple(rest.get(key, ()))
    rest["quota"] = Quota(**data["quota"])
    rest["phases"] = tuple(_phase(phase) for phase in data["phases"])
    issuer = data["issuer"]
    return Template(**rest, issuer_level=issuer["level"], issuer_body=issuer["body"])


def _phase(data: Mapping[str, Any]) -> PhaseSpec:
    fields = {key: value for key, value in data.items() if key != "default"}
    return PhaseSpec(**fields, is_default=data.get("default", False))
