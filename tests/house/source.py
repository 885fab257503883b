"""The code as it is measured: every module of ours with its lines, its tree and its place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: An app, and the folder it lies in; the lowest first: each may import those before it.
APPS = {
    "municipalities": "municipalities",
    "discharge": "discharge",
    "billing": "billing",
    "monthly_statistics": "statistics/monthly_statistics",
    "vardovergang": "vardovergang",
}
#: Django's tool writes these, and nothing of ours is called from one.
LOOSE = ("manage.py",)


@dataclass(frozen=True)
class Module:
    """One file of code; `app` is empty for a file beside the apps."""

    path: Path
    app: str
    name: str

    @cached_property
    def text(self) -> str:
        return self.path.read_text()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @property
    def is_migration(self) -> bool:
        return "migrations" in self.path.parts


def modules(root: Path = ROOT) -> list[Module]:
    """Every module of the apps and beside them, migrations too, in order of name."""
    found = [module for app, folder in APPS.items() for module in _modules_of(root / folder, app)]
    return found + [Module(root / name, "", name.removesuffix(".py")) for name in LOOSE]


def _modules_of(folder: Path, app: str) -> Iterator[Module]:
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        yield Module(path, app, ".".join((app, *(part for part in parts if part != "__init__"))))


def code(root: Path = ROOT) -> list[Module]:
    """What somebody has to read: everything but migrations."""
    return [module for module in modules(root) if not module.is_migration]


def lines_of_tests(root: Path = ROOT) -> int:
    return sum(len(path.read_text().splitlines()) for path in (root / "tests").rglob("*.py"))
