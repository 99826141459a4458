"""Labels are for people: nothing is decided by one. And nothing is left for later."""

import ast
import re

from .sources import ROOT, lines_of, nodes, sources

CHINESE = re.compile(r"[\u3400-\u9fff]")
#: Files that read what people wrote in Chinese: their very business is to compare it.
READERS = {
    "apps/organizations/spreadsheet.py": "column titles and labels typed into a workbook",
    "apps/organizations/spreadsheet_columns.py": "column titles and labels typed into a workbook",
    "apps/organizations/spreadsheet_checks.py": "column titles and labels typed into a workbook",
    "apps/organizations/spreadsheet_rows.py": "column titles and labels typed into a workbook",
    "apps/standards/drafting/guessing.py": "sentences of scoring tables typed into a workbook",
    "apps/standards/drafting/workbook.py": "column titles and cells typed into a workbook",
    "apps/organizations/party_tree.py": "names of administrative divisions end in their kind (县、乡、社区)",
}
#: Files whose sentences are about words, and where the word decides nothing but the sentence.
WORDING = {
    "apps/applications/answers.py": "the engine's problem decides only how its sentence ends",
    "apps/campaigns/queries/burden.py": "parts of the burden are named by who counts them; the name is the only key there",
    "apps/applications/rules.py": "您 and a name take another ending",
    "apps/standards/engine/amounts.py": "元 is a unit, and 万元 is how offices write much of it",
    "apps/core/components/forms.py": "a placeholder that repeats the label is left out",
}
COMPARISONS = (ast.Eq, ast.NotEq, ast.In, ast.NotIn)


def chinese(node: ast.AST) -> bool:
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return any(chinese(item) for item in node.elts)
    if isinstance(node, ast.Dict):
        return any(key is not None and chinese(key) for key in node.keys)
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(CHINESE.search(node.value))


def is_display(node: ast.AST) -> bool:
    """``row.get_status_display()`` or ``choice.label``"""
    if isinstance(node, ast.Call):
        return re.fullmatch(r"get_\w+_display", getattr(node.func, "attr", "")) is not None
    return isinstance(node, ast.Attribute) and node.attr == "label"


def elsewhere(found):
    return [where for where in found if where.split(":")[0] not in {*READERS, *WORDING}]


def test_no_comparison_with_a_chinese_label():
    found = [
        where
        for where, node in nodes(ast.Compare, "apps/")
        if any(isinstance(each, COMPARISONS) for each in node.ops) and any(map(chinese, [node.left, *node.comparators]))
    ]
    assert elsewhere(found) == []


def test_no_decision_by_a_displayed_word():
    found = [
        where
        for where, node in nodes(ast.Compare, "apps/")
        if any(isinstance(each, ast.Eq | ast.NotEq | ast.In | ast.NotIn) for each in node.ops)
        and any(map(is_display, [node.left, *node.comparators]))
    ]
    assert elsewhere(found) == []


def test_no_mapping_keyed_by_a_label_below_the_views():
    layers = re.compile(r"apps/\w+/(services|queries|rules|models|querysets|transitions)(/|\.py)")
    found = [where for where, node in nodes(ast.Dict, "apps/") if layers.match(where) and chinese(node)]
    assert elsewhere(found) == []


def test_no_match_on_a_label():
    found = [
        where for where, node in nodes(ast.MatchValue, "apps/") if chinese(node.value)
    ]  # fmt: skip
    assert elsewhere(found) == []


def test_nothing_is_left_for_later():
    words = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    scripts = [*ROOT.glob("static/js/**/*.js"), *ROOT.glob("static/css/**/*.css")]
    others = [str(path.relative_to(ROOT)) for path in [*ROOT.glob("templates/**/*.html"), *scripts]]
    found = [
        f"{path}:{number}"
        for path in [*sources(), *others]
        for number, line in enumerate(lines_of(path), start=1)
        if words.search(line)
    ]
    assert found == []


def test_no_stub_is_left():
    found = [where for where, node in nodes(ast.Name, "") if node.id == "NotImplementedError"]
    # Raised by libraries: chinese_calendar for a year that it does not know, zipfile for a damaged archive.
    caught = (
        "apps/core/layout_files.py",
        "apps/core/working_days.py",
        "apps/core/contents/",
        "apps/organizations/spreadsheet_limits.py",
    )
    assert [where for where in found if not where.startswith(caught)] == []
