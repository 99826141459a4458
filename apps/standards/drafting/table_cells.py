"""Cells of a scoring table as people fill them in: points, sectors, titles with their numbers, remarks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from apps.organizations.choices import Sector

POINTS_IN_TITLE = re.compile(r"[（(]\s*(?:共|满分|计|合计)?\s*(\d+(?:\.\d+)?)\s*分\s*[）)]")
NUMBERING = re.compile(r"^\s*(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[）)]|\d+[.．、])\s*")
REMARK = re.compile(r"^(备注|注|说明|填表|制表|审核人?|考核(组|人员?)签|签字|日期)[^，。；]{0,4}[：:]|^[*※]")
TAKES, ADDS = re.compile(r"^[\s（(]*(?:[-−－–—]\s*\d|倒?扣)"), re.compile(r"^[\s（(]*(?:[+＋]\s*\d|加)")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
SECTOR_WORDS = {
    "rural": ("农村", "村"), "urban": ("社区", "街道", "城市"), "government": ("机关",),
    "public_institution": ("事业", "学校", "医院", "教育", "卫生", "科教"), "state_owned": ("国企", "国有"),
    "two_new": ("两新", "非公", "社会组织", "新经济"), "tourism": ("文旅", "旅游", "景区"),
}  # fmt: skip


@dataclass(frozen=True)
class Points:
    """What a cell says: the most points (None where nothing can be read), whether they are taken or come on top."""

    amount: Decimal | None
    takes: bool = False
    adds: bool = False
    problem: str = ""


def points_in(cell: str) -> Points:
    """5 · 5分 · 0-5分 (the most) · 加5分 and +5 (on top) · -5 and 扣5分 (taken)."""
    numbers = NUMBER.findall(cell)
    if not numbers:
        return Points(None, problem=f"分值“{cell[:20]}”看不懂，暂记 0 分" if cell else "")
    return Points(max(map(Decimal, numbers)), bool(TAKES.search(cell)), bool(ADDS.search(cell)))


def declared_points(title: str) -> Decimal | None:
    """组织建设（40分）: what a section says that its leaves come to."""
    found = POINTS_IN_TITLE.search(title)
    return Decimal(found[1]) if found else None


def is_remark(text: str) -> bool:
    """A line below the table that says something about it, or waits for a signature."""
    return bool(REMARK.search(text))


def sectors_in(cell: str) -> tuple[list[str], str]:
    """Sectors named in a cell, and what could not be read; 各领域 and 通用 mean all."""
    if not cell or re.search(r"各|全部|通用|所有|均", cell):
        return [], ""
    found = [sector.value for sector in Sector if any(word in cell for word in SECTOR_WORDS[sector.value])]
    return found, "" if found else f"适用领域“{cell[:20]}”看不懂，暂按全部领域"


def clean_title(title: str) -> str:
    """A title without its number, its points and its line breaks."""
    title = POINTS_IN_TITLE.sub("", title.replace("\n", ""))
    return NUMBERING.sub("", title).strip(" ：:；;。") or title.strip()


def headline(text: str) -> str:
    """The beginning of a standard as the name of its leaf."""
    first = re.split(r"[。；;\n]", NUMBERING.sub("", text))[0]
    return first if len(first) <= 40 else f"{first[:39]}…"
