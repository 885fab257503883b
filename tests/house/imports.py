"""What imports what: arrows between the rooms of an app and between apps, circles, arrows that run up.

A room is what lies directly in an app: a package, or a module at its root. An import counts wherever it
stands, inside a function too.
"""

from __future__ import annotations

import ast
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tests.house.source import APPS, Module

#: For each app its rooms from the lowest layer up; one may import what stands before it, never after.
Layers = Mapping[str, Sequence[Sequence[str]]]


class Arrow(NamedTuple):
    """`source` imports `target`; both are `app.room`."""

    source: str
    target: str


def arrows(modules: Iterable[Module]) -> Counter[Arrow]:
    """Every arrow between two rooms, with the number of imports that make it."""
    modules = list(modules)
    names = {module.name for module in modules}
    return Counter(
        arrow
        for module in modules
        for name in imported(module, names)
        if (arrow := Arrow(room(module.name), room(name))).source != arrow.target
    )


def imported(module: Module, names: set[str]) -> Iterator[str]:
    """The modules of ours that a module imports, each as often as a line says so."""
    for node in module.nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in names)
        elif isinstance(node, ast.ImportFrom):
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            yield from inside & names or {node.module or ""} & names


def room(name: str) -> str:
    return ".".join(name.split(".")[:2])


def app_of(room_name: str) -> str:
    return room_name.split(".", maxsplit=1)[0]


def within(app: str, found: Iterable[Arrow]) -> list[Arrow]:
    """The arrows between two rooms of an app; the app's own `__init__` is no room."""
    return [arrow for arrow in found if {app_of(end) for end in arrow} == {app} and app not in arrow]


def circles(found: Iterable[Arrow]) -> list[list[str]]:
    """The largest groups of rooms in which each can be reached from each."""
    targets = targets_of(found)
    reached = {name: _reachable(name, targets) for name in targets}
    groups = {
        tuple(sorted(other for other in beyond if name in reached.get(other, ())))
        for name, beyond in reached.items()
    }
    return sorted(list(group) for group in groups if len(group) > 1)


def reduced(found: Iterable[Arrow]) -> list[Arrow]:
    """The arrows without those that follow from two or more others."""
    arrows = sorted(found)
    targets = targets_of(arrows)
    reached = {name: _reachable(name, targets) for name in targets}
    return [
        arrow
        for arrow in arrows
        if not any(arrow.target in reached.get(other, ()) for other in targets[arrow.source] - {arrow.target})
    ]


def targets_of(found: Iterable[Arrow]) -> dict[str, set[str]]:
    """What each room imports."""
    targets: dict[str, set[str]] = defaultdict(set)
    for source, target in found:
        targets[source].add(target)
    return targets


def _reachable(start: str, targets: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        new = targets.get(ahead.pop(), set()) - seen
        seen |= new
        ahead += new
    return seen


def layers_in(settings: str) -> Layers:
    """Of pyproject.toml's import contracts those that put the rooms of an app in layers."""
    contracts = tomllib.loads(settings).get("tool", {}).get("importlinter", {}).get("contracts", [])
    return {
        container: [layer.split(" | ") for layer in reversed(contract["layers"])]
        for contract in contracts
        for container in contract.get("containers", ())
    }


def upward(found: Iterable[Arrow], layers: Layers) -> list[Arrow]:
    """Arrows from a lower app to a higher, and within an app from a lower layer to a higher."""
    return sorted(arrow for arrow in found if _runs_up(arrow, layers))


def _runs_up(arrow: Arrow, layers: Layers) -> bool:
    apps = list(APPS)
    source_app, target_app = (apps.index(app_of(end)) for end in arrow)
    if source_app != target_app:
        return source_app < target_app
    source, target = (_height(end, layers) for end in arrow)
    return source is not None and target is not None and source < target


def _height(room_name: str, layers: Layers) -> int | None:
    """The room's layer, or None for one that the contract does not name."""
    app, _, last = room_name.partition(".")
    return next((height for height, rooms in enumerate(layers.get(app, ())) if last in rooms), None)
