"""Rich text of a few marks: paragraphs, small headings, two kinds of lists, bold and italic. Pure.

What is stored is canonical: cleaned with nh3, rewritten from its blocks, the same again when cleaned anew. Without
scripts the same text is written with light marks: ``## `` a heading, ``- `` and ``1. `` lists, ``**`` bold, ``*`` italic.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

import nh3

PARAGRAPH, HEADING, BULLET, NUMBER = "p", "h3", "ul", "ol"
#: Tags that are understood; everything else is unwrapped, scripts and styles are dropped with their content.
TAGS = frozenset({"p", "div", "br", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "b", "em", "i"})
MARKS = {"strong": "strong", "b": "strong", "em": "em", "i": "em"}
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BLANKS = re.compile(r"[ \t\r\n\f\xa0]+")
LINE = re.compile(r"^(?:(##)|([-•])|(\d{1,3}[.、．]))\s+(.*)$")
#: A star beside a blank is a star: marks hold words.
INLINE = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*|\*(?=\S)(.+?)(?<=\S)\*")


@dataclass(frozen=True)
class Run:
    """A stretch of text with the same marks."""

    text: str
    strong: bool = False
    em: bool = False


@dataclass(frozen=True)
class Block:
    """A paragraph, heading or item of a list; ``number`` counts the items of a numbered list."""

    kind: str
    runs: tuple[Run, ...]
    number: int = 0

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def clean(value: str) -> str:
    """Whatever was typed or pasted, as canonical markup; plain text is read with its light marks."""
    return to_html(blocks_of(value))


def blocks_of(value: str) -> list[Block]:
    """The text in order, without anything that is not understood."""
    value = value.strip()
    if not value.startswith("<"):
        return _numbered(_plain_blocks(value))
    reader = _Reader()
    reader.feed(nh3.clean(value, tags=set(TAGS), attributes={}))
    reader.close()
    reader.end_block()
    return _numbered(reader.blocks)


def text_of(value: str) -> str:
    """The words alone, a line for each block."""
    return "\n".join(block.text for block in blocks_of(value))


def length_of(value: str) -> int:
    """How many characters a reader counts; line ends do not count."""
    return sum(len(block.text) for block in blocks_of(value))


def to_html(blocks: Iterable[Block]) -> str:
    parts: list[str] = []
    open_list = ""
    for block in blocks:
        wanted = block.kind if block.kind in (BULLET, NUMBER) else ""
        if wanted != open_list or (block.kind == NUMBER and block.number == 1 and open_list):
            parts += [f"</{open_list}>"] * bool(open_list) + [f"<{wanted}>"] * bool(wanted)
            open_list = wanted
        tag = "li" if wanted else block.kind
        parts.append(f"<{tag}>{''.join(map(_html_of, block.runs))}</{tag}>")
    return "".join(parts) + (f"</{open_list}>" if open_list else "")


def to_plain(value: str) -> str:
    """The text with its light marks, for a plain text box."""
    return "\n".join(_plain_of(block) for block in blocks_of(value))


def _html_of(run: Run) -> str:
    words = escape(run.text, quote=False)
    words = f"<em>{words}</em>" if run.em else words
    return f"<strong>{words}</strong>" if run.strong else words


def _plain_of(block: Block) -> str:
    lead = {HEADING: "## ", BULLET: "- ", NUMBER: f"{block.number}. "}.get(block.kind, "")
    return lead + "".join(_marked(run) for run in block.runs)


def _marked(run: Run) -> str:
    star = "**" * run.strong + "*" * run.em
    return f"{star}{run.text}{star[::-1]}"


def _plain_blocks(value: str) -> list[Block]:
    lines = (BLANKS.sub(" ", line).strip() for line in value.splitlines())
    return [_line_block(line) for line in lines if line]


def _line_block(line: str) -> Block:
    found = LINE.match(line)
    if found is None:
        return Block(PARAGRAPH, _runs_of(line))
    heading, bullet, _, words = found.groups()
    return Block(HEADING if heading else BULLET if bullet else NUMBER, _runs_of(words))


def _runs_of(words: str) -> tuple[Run, ...]:
    runs, at = [], 0
    for found in INLINE.finditer(words):
        runs.append(Run(words[at : found.start()]))
        strong, em = found.groups()
        runs.append(Run(strong or em, strong=strong is not None, em=em is not None))
        at = found.end()
    return _trimmed([run for run in [*runs, Run(words[at:])] if run.text])


def _numbered(blocks: Iterable[Block]) -> list[Block]:
    """Items of a numbered list counted from one in each unbroken list; empty blocks are dropped."""
    found: list[Block] = []
    for block in blocks:
        if not block.text.strip():
            continue
        before = found[-1] if found and found[-1].kind == NUMBER == block.kind else None
        number = (before.number + 1 if before else 1) if block.kind == NUMBER else 0
        found.append(Block(block.kind, block.runs, number))
    return found


class _Reader(HTMLParser):
    """Blocks out of cleaned markup; a line break ends a paragraph."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.kind = PARAGRAPH
        self.lists: list[str] = []
        self.marks = {"strong": 0, "em": 0}
        self.runs: list[Run] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in MARKS:
            self.marks[MARKS[tag]] += 1
            return
        self.end_block()
        if tag in (BULLET, NUMBER):
            self.lists.append(tag)
        elif tag in HEADINGS:
            self.kind = HEADING
        elif tag == "li":
            self.kind = self.lists[-1] if self.lists else BULLET

    def handle_endtag(self, tag: str) -> None:
        if tag in MARKS:
            self.marks[MARKS[tag]] = max(0, self.marks[MARKS[tag]] - 1)
            return
        if tag == "br":
            return
        self.end_block()
        if tag in (BULLET, NUMBER) and self.lists:
            self.lists.pop()
        if tag in HEADINGS or tag == "li":
            self.kind = PARAGRAPH

    def handle_data(self, data: str) -> None:
        words = BLANKS.sub(" ", data)
        if words:
            self.runs.append(Run(words, bool(self.marks["strong"]), bool(self.marks["em"])))

    def end_block(self) -> None:
        runs = _trimmed(self.runs)
        if runs:
            self.blocks.append(Block(self.kind, runs))
        self.runs = []


def _trimmed(runs: list[Run]) -> tuple[Run, ...]:
    """Neighbours with the same marks joined, blanks in a row as one, none at either end."""
    joined: list[Run] = []
    for run in runs:
        if joined and (joined[-1].strong, joined[-1].em) == (run.strong, run.em):
            run = Run(BLANKS.sub(" ", joined.pop().text + run.text), run.strong, run.em)
        joined.append(run)
    if not "".join(run.text for run in joined).strip():
        return ()
    while joined and not joined[0].text.strip():
        joined.pop(0)
    while joined and not joined[-1].text.strip():
        joined.pop()
    joined[0] = Run(joined[0].text.lstrip(), joined[0].strong, joined[0].em)
    joined[-1] = Run(joined[-1].text.rstrip(), joined[-1].strong, joined[-1].em)
    return tuple(joined)
