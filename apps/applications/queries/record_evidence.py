"""Work records as evidence: what is written down where it happens is not uploaded a second time."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from apps.standards import engine


def with_records(
    tree: engine.Version,
    inputs: engine.Inputs,
    claims: Mapping[str, engine.Claim],
    only: Collection[str] | None = None,
) -> dict[str, engine.Claim]:
    """The claims, each counted record of a leaf that demands evidence taken as one piece of it; of these leaves."""
    found = dict(claims)
    for code in tree.by_code if only is None else only:
        leaf = tree.by_code[code]
        if leaf.measure is None or leaf.evidence.need != "required":
            continue
        count = sum(len(inputs.records.get(kind, ())) for kind in record_kinds(leaf))
        if count:
            claim = found.get(code, engine.Claim(silent=True))
            found[code] = replace(claim, evidence=claim.evidence + count)
    return found


def record_kinds(leaf: engine.Criterion, derived: Mapping[str, str] | None = None) -> list[str]:
    """The kinds of work records that a leaf is decided by.

    Args:
        derived: metric code → kind of the records that it is summed from.
    """
    if leaf.measure is None:
        return []
    needs = leaf.measure.needs(leaf.code)
    own = [need.code for need in needs if need.kind == "record"]
    summed = [derived[need.code] for need in needs if derived and need.kind == "metric" and need.code in derived]
    return list(dict.fromkeys([*own, *summed]))
