"""What a quarterly round asks beside the standard until the office changes it: ``fixtures/reference/quarter_checks.yaml``.

Pure: no Django, no database; the file is read once.
"""

from functools import lru_cache
from pathlib import Path

import yaml

FILE = Path(__file__).resolve().parents[2] / "fixtures" / "reference" / "quarter_checks.yaml"


def checks_of(quarter: int) -> list[tuple[str, str]]:
    """Title and guidance of each line of a quarter."""
    return _checks().get(quarter, [])


def checks_of_committees() -> list[tuple[str, str]]:
    """The same for committees that are inspected as such."""
    return _checks().get(0, [])


@lru_cache(maxsize=1)
def _checks() -> dict[int, list[tuple[str, str]]]:
    """By quarter; under 0 those of committees."""
    told = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    rows = {**told["quarters"], 0: told["committees"]}
    return {int(quarter): [(line["title"], line["guidance"]) for line in lines] for quarter, lines in rows.items()}
