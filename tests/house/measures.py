"""The table of the house: one line a figure, computed from the files alone."""

from __future__ import annotations

import ast
import statistics
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.house import imports, source
from tests.house.functions import Function, count_classes, find_functions
from tests.house.source import ROOT, Module
from tests.house.sql import SqlObject, count_definitions


@dataclass(frozen=True)
class House:
    """The code under a root, read once."""

    root: Path = ROOT

    @cached_property
    def modules(self) -> list[Module]:
        return source.modules(self.root)

    @cached_property
    def code(self) -> list[Module]:
        return [module for module in self.modules if not module.is_migration]

    @cached_property
    def functions(self) -> list[Function]:
        return find_functions(self.code)

    @cached_property
    def classes(self) -> Counter[tuple[str, str]]:
        return count_classes(self.code)

    @cached_property
    def arrows(self) -> Counter[imports.Arrow]:
        return imports.arrows(module for module in self.code if module.app)

    @cached_property
    def sql(self) -> Counter[SqlObject]:
        return count_definitions(self.modules, self.root)

    @cached_property
    def folders(self) -> Counter[Path]:
        """How many modules lie in each folder of code, its `__init__` among them."""
        return Counter(module.path.parent.relative_to(self.root) for module in self.code if module.app)

    def lines_of_code(self) -> int:
        return sum(module.lines for module in self.code)

    def called_once(self) -> list[Function]:
        return [function for function in self.functions if function.is_private_and_called_once]

    def of_one_word(self) -> list[Function]:
        return [function for function in self.functions if function.is_one_word]

    def twice_in_an_app(self) -> list[str]:
        return sorted(f"{app}.{name}" for (app, name), count in self.classes.items() if count > 1)

    def defined_again(self) -> list[SqlObject]:
        return sorted(found for found, count in self.sql.items() if count > 1)

    def circles(self) -> list[list[str]]:
        return imports.circles(self.arrows)

    def arrows_up(self) -> list[imports.Arrow]:
        settings = (self.root / "pyproject.toml").read_text()
        return imports.upward(self.arrows, imports.layers_in(settings))


def share(part: Collection, whole: Collection) -> float:
    """In percent."""
    return 100 * len(part) / len(whole)


def spread(figures: Sequence[int]) -> str:
    """Median · ninth decile · largest."""
    ordered = sorted(figures)
    return f"{statistics.median(ordered):.0f} · {ordered[len(ordered) * 9 // 10]} · {ordered[-1]}"


def imports_a_file(house: House) -> float:
    found = [node for module in house.code for node in module.nodes]
    return sum(isinstance(node, ast.Import | ast.ImportFrom) for node in found) / len(house.code)


def classes_twice(house: House) -> str:
    names: Counter[str] = Counter()
    for (_, name), count in house.classes.items():
        names[name] += count
    everywhere = sum(count > 1 for count in names.values())
    return f"{everywhere} ({len(house.twice_in_an_app())} in one app)"


def fullest_folders(house: House) -> str:
    return ", ".join(f"{folder} {count}" for folder, count in house.folders.most_common(5))


def rooms_and_arrows(house: House) -> str:
    """By app: what lies at its root, and the arrows between."""
    found = {imports.room(module.name) for module in house.code if module.app} - source.APPS.keys()
    rooms = Counter(imports.app_of(name) for name in found)
    return ", ".join(f"{app} {rooms[app]} / {len(imports.within(app, house.arrows))}" for app in source.APPS)


FIGURES: dict[str, Callable[[House], object]] = {
    "code lines / files": lambda house: f"{house.lines_of_code():,} / {len(house.code)}",
    "function lines median · p90 · max": lambda house: spread([found.lines for found in house.functions]),
    "file lines median · p90 · max": lambda house: spread([module.lines for module in house.code]),
    "private functions called once": lambda house: f"{share(house.called_once(), house.functions):.1f} %",
    "function names of one word": lambda house: f"{share(house.of_one_word(), house.functions):.1f} %",
    "class names defined twice or more": classes_twice,
    "imports a file": lambda house: f"{imports_a_file(house):.1f}",
    "test lines a code line": lambda house: (
        f"{source.lines_of_tests(house.root) / house.lines_of_code():.2f}"
    ),
    "modules in the fullest folders": fullest_folders,
    "lines of migrations": lambda house: f"{sum(m.lines for m in house.modules if m.is_migration):,}",
    "SQL objects / definitions of them": lambda house: f"{len(house.sql)} / {house.sql.total()}",
    "rooms / arrows between them": rooms_and_arrows,
    "circles between rooms": lambda house: len(house.circles()),
    "arrows up": lambda house: len(house.arrows_up()),
}


def table(house: House) -> str:
    """The figures as lines of a Markdown table."""
    rows = [f"| {title} | {figure(house)} |" for title, figure in FIGURES.items()]
    return "\n".join(["| | |", "|---|---|", *rows])
