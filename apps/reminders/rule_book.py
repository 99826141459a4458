"""The rules as each campaign's office has set them: read once for a run, asked many times."""

from collections.abc import Iterable, Mapping
from string import Formatter

from .models import RuleSetting
from .registries import DueNotice, RuleKind, asked, rule_kinds
from .thresholds import DAYS_BEFORE

#: A threshold that every deadline has reached: what is owed at all.
EVER = (3000,)


class RuleBook:
    """Settings of campaigns over the rules as they come. One query."""

    def __init__(self, topics: Iterable[str] | None = None) -> None:
        found = RuleSetting.objects.all() if topics is None else RuleSetting.objects.filter(topic__in=list(topics))
        self._set = {(row.topic, row.rule): row for row in found}
        self._kinds: Mapping[str, RuleKind] = {kind.key: kind for kind in rule_kinds}

    def setting(self, topic: str, rule: str) -> RuleSetting | None:
        return self._set.get((topic, rule))

    def days_before(self, topic: str, rule: str) -> tuple[int, ...]:
        """Calendar days before the deadline on which this campaign is reminded."""
        if asked().everything:
            return EVER
        row = self.setting(topic, rule)
        if row is not None and row.days_before is not None:
            return tuple(row.days_before)
        return self._kinds[rule].days_before if rule in self._kinds else DAYS_BEFORE

    def longest(self, rule: str) -> int:
        """The earliest that any campaign is reminded, in days: how far a provider must look ahead."""
        if asked().everything:
            return EVER[0]
        own = [max(row.days_before) for row in self._set.values() if row.rule == rule and row.days_before]
        return max([*own, *self.days_before("", rule)], default=0)

    def is_paused(self, topic: str, rule: str) -> bool:
        row = self.setting(topic, rule)
        return row is not None and row.is_paused

    def paused(self) -> list[str]:
        """Every paused rule as ``rule topic``."""
        return [f"{rule} {topic}" for (topic, rule), row in self._set.items() if row.is_paused]

    def body(self, item: DueNotice) -> str:
        """The office's own wording where it has one, else the provider's."""
        row = self.setting(item.topic, item.rule)
        return fill(row.wording, item.words) if row is not None and row.wording else item.body


def fill(wording: str, words: Mapping[str, str]) -> str:
    """Put the words into the placeholders; one that the reminder has no word for stays out."""
    return "".join(text + (words.get(name, "") if name else "") for text, name, _, _ in Formatter().parse(wording))


def wrong_placeholders(wording: str, allowed: Iterable[str]) -> list[str]:
    """Placeholders that are none of the allowed, or that are not closed, as written."""
    try:
        names = [name for _, name, _, _ in Formatter().parse(wording) if name is not None]
    except ValueError:
        return ["{"]
    return [f"{{{name}}}" for name in names if name not in set(allowed)]
