"""The product's own Python files and their syntax trees, read once."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def sources() -> dict[str, ast.Module]:
    """Path from the root → tree, of every file of the product that a person wrote (migrations are generated)."""
    files = sorted([*ROOT.glob("apps/**/*.py"), *ROOT.glob("campaign_portal/**/*.py"), ROOT / "manage.py"])
    kept = [path for path in files if "migrations" not in path.parts and "__pycache__" not in path.parts]
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8")) for path in kept}


def nodes(kind: type[ast.AST] | tuple[type[ast.AST], ...], under: str = "") -> Iterator[tuple[str, ast.AST]]:
    """Every node of a kind, with ``path:line`` where it stands."""
    for path, tree in sources().items():
        if path.startswith(under):
            for node in ast.walk(tree):
                if isinstance(node, kind):
                    yield f"{path}:{getattr(node, 'lineno', 0)}", node


def lines_of(path: str) -> list[str]:
    return (ROOT / path).read_text(encoding="utf-8").splitlines()
