"""What pages may be made of: no inline style or script, no foreign resource, nothing newer than Chromium 86."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((STATIC / "css").rglob("*.css"))
SCRIPTS = sorted(path for path in STATIC.rglob("*.js") if "vendor" not in path.parts)
OWN = [*TEMPLATES, *STYLES, *SCRIPTS]
NAMESPACES = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink")
#: Mails and documents are no pages of the portal.
NO_PAGES = ("documents", "email")

INLINE = {
    "style attribute": r"<[^>]*\sstyle\s*=",
    "style element": r"<style\b",
    "script without src": r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")",
    "event attribute": r"<[^>]*\son[a-z]+\s*=\s*[\"']",
    "javascript: address": r"javascript:",
    "htmx event script": r"\shx-on[:\-=]",
}
CSS_TOO_NEW = {
    ":has()": r":has\(", ":is()/:where()": r":(is|where)\(", "color-mix": r"color-mix\(", "container query": r"@container|container-type",
    "dynamic viewport": r"\b\d+[dsl]v[hw]\b", "aspect-ratio": r"(?<![-\w])aspect-ratio\s*:", "cascade layer": r"@layer", "nesting": r"^\s*&",
    "inset": r"(?<![-\w])inset\s*:", "accent-color": r"accent-color", "text-wrap": r"text-wrap\s*:", "subgrid": r"subgrid",
}  # fmt: skip
JS_TOO_NEW = {
    "structuredClone": r"structuredClone", "Array.at": r"\.at\(", "Object.hasOwn": r"Object\.hasOwn\b", "randomUUID": r"randomUUID",
    "logical assignment is newer than 85 only in part": r"(\?\?=|\|\|=|&&=)\s*await", "replaceAll is 85, findLast 97": r"\.findLast\(",
    "private field": r"(?<![\w'\"`#/])#[a-z_]\w*\s*[=(;]", "class static block": r"static\s*\{", "top-level import": r"^\s*import\s", "eval": r"\beval\(|new Function\(",
    "replaceChildren is 86, toSorted 110": r"\.toSorted\(|\.toReversed\(", "popover": r"showPopover", "AbortSignal.timeout": r"AbortSignal\.timeout",
}  # fmt: skip


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def without_comments(source: str) -> str:
    source = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->", "", source, flags=re.S)
    return re.sub(r"/\*.*?\*/", "", source, flags=re.S)


def hits(source: str, patterns: dict[str, str]) -> list[str]:
    return [
        f"{name}: {found.group(0)[:60]}" for name, rule in patterns.items() for found in re.finditer(rule, source, re.M)
    ]


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_template_has_no_inline_style_or_script(path):
    assert hits(without_comments(path.read_text(encoding="utf-8")), INLINE) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_template_compiles(path):
    """A component with a wrong argument fails here, not before a user."""
    get_template(str(path.relative_to(ROOT / "templates")))


@pytest.mark.parametrize("path", [*OWN, *(STATIC / "img").glob("*.svg")], ids=named)
def test_nothing_is_fetched_from_another_host(path):
    if any(part in NO_PAGES for part in path.parts):
        pytest.skip("no page of the portal")
    source = without_comments(path.read_text(encoding="utf-8"))
    for namespace in NAMESPACES:
        source = source.replace(namespace, "")
    foreign = r"(?:src|href|action|url\(|fetch\(|import)\s*[=(]?\s*[\"'(]?\s*(?:https?:)?//[\w.]+"
    assert re.findall(foreign, source) == []
    assert re.findall(r"https?://[^\s\"'<>)]+", source) == []


@pytest.mark.parametrize("path", STYLES, ids=named)
def test_style_sheet_stays_with_chromium_86(path):
    assert hits(without_comments(path.read_text(encoding="utf-8")), CSS_TOO_NEW) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=named)
def test_script_stays_with_chromium_86(path):
    assert hits(without_comments(path.read_text(encoding="utf-8")), JS_TOO_NEW) == []


def test_every_vendored_file_is_the_published_one():
    manifest = json.loads((STATIC / "vendor" / "manifest.json").read_text(encoding="utf-8"))
    entries = [entry for package in manifest["packages"] for entry in package["files"]]
    for entry in entries:
        stored = (STATIC / "vendor" / entry["path"]).read_bytes()
        assert hashlib.sha512(stored).hexdigest() == entry["sha512"], entry["path"]
    on_disk = {str(path.relative_to(STATIC / "vendor")) for path in (STATIC / "vendor").rglob("*") if path.is_file()}
    assert on_disk == {entry["path"] for entry in entries} | {"manifest.json"}


def test_no_vendored_file_names_a_map_that_is_not_there():
    for path in [*(STATIC / "vendor").rglob("*.js"), *(STATIC / "vendor").rglob("*.css")]:
        assert b"sourceMappingURL" not in path.read_bytes(), named(path)


def test_sprite_and_its_list_agree():
    listed = set(json.loads((STATIC / "img" / "icons.json").read_text(encoding="utf-8")))
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "img" / "icons.svg").read_text(encoding="utf-8")))
    assert drawn == listed


def test_every_icon_named_in_a_template_or_script_exists():
    listed = set(json.loads((STATIC / "img" / "icons.json").read_text(encoding="utf-8")))
    used = {}
    for path in TEMPLATES:
        for name in re.findall(
            r"""\{% icon ["']([^"']+)|icon(?:_name)?=["']([^"']+)""", path.read_text(encoding="utf-8")
        ):
            used.setdefault(name[0] or name[1], named(path))
    for path in SCRIPTS:
        for name in re.findall(r"Portal\.icon\('([^']+)'\)", path.read_text(encoding="utf-8")):
            used.setdefault(name, named(path))
    assert {name: where for name, where in used.items() if name not in listed} == {}


def test_every_icon_of_the_navigation_exists():
    from apps.portal.navigation import ITEMS

    listed = json.loads((STATIC / "img" / "icons.json").read_text(encoding="utf-8"))
    assert [item.icon for item in ITEMS if item.icon not in listed] == []


def test_first_visit_stays_small():
    base = (ROOT / "templates" / "base.html").read_text(encoding="utf-8")
    paths = set(re.findall(r"\{% static '([^']+)' %\}", base))
    assert sum(len(gzip.compress((STATIC / path).read_bytes())) for path in paths) < 150 * 1024


@pytest.mark.parametrize("path", [*STYLES, *SCRIPTS], ids=named)
def test_front_end_file_is_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
