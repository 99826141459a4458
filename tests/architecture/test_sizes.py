"""Files and functions stay small; what does not says why."""

import ast
import statistics

from .sources import lines_of, nodes, sources

FILE_LINES = 400
FUNCTION_LINES = 60
MEDIAN_LINES = 10

#: path → why the file is longer.
LONG_FILES: dict[str, str] = {}
#: ``path:function`` → why the function is longer.
LONG_FUNCTIONS: dict[str, str] = {}


def functions():
    for where, node in nodes((ast.FunctionDef, ast.AsyncFunctionDef)):
        yield f"{where.split(':')[0]}:{node.name}", body_lines(node)


def body_lines(node):
    """Lines of the body without its docstring: words are no complexity."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return node.end_lineno - body[0].lineno + 1 if body else 0


def test_files_are_short():
    long = {path for path in sources() if len(lines_of(path)) > FILE_LINES}
    assert long == set(LONG_FILES)


def test_functions_are_short():
    assert {name for name, lines in functions() if lines > FUNCTION_LINES} == set(LONG_FUNCTIONS)


def test_the_usual_function_is_very_short():
    assert statistics.median(lines for _, lines in functions()) <= MEDIAN_LINES
