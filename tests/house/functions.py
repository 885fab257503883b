"""Functions and classes as a reader meets them: length, names, and privates that are called once."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tests.house.source import Module


class Function(NamedTuple):
    """A function or method; `calls` counts what its own module says of its name beside the definition."""

    module: str
    name: str
    line: int
    lines: int
    calls: int

    @property
    def is_private_and_called_once(self) -> bool:
        return self.name.startswith("_") and self.calls == 1

    @property
    def is_one_word(self) -> bool:
        return "_" not in self.name.strip("_")


def find_functions(modules: Iterable[Module]) -> list[Function]:
    """Every function and method, but those that Python calls (`__init__` and its like)."""
    return [function for module in modules for function in _functions_of(module)]


def _functions_of(module: Module) -> Iterator[Function]:
    mentions = Counter(_mentions(module.nodes))
    for node in module.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("__"):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            yield Function(module.name, node.name, node.lineno, lines, mentions[node.name])


def _mentions(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


def count_classes(modules: Iterable[Module]) -> Counter[tuple[str, str]]:
    """How often an app defines a class of a name at a module's top; Django's commands are all `Command`."""
    return Counter(
        (module.app, node.name)
        for module in modules
        for node in module.tree.body
        if isinstance(node, ast.ClassDef) and node.name != "Command"
    )
