"""A figure, and how it is measured and printed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median

ROUNDS = 25


@dataclass(frozen=True, slots=True)
class Figure:
    """`ratio` is the value divided by that of what it is `compared_to`; `index` is what EXPLAIN shows."""

    name: str
    value: float
    unit: str
    cases: int
    ratio: float
    compared_to: str
    index: str = ""

    @property
    def line(self) -> str:
        said = {key: value for key, value in asdict(self).items() if value != ""}
        return json.dumps(said | {"value": _round_figure(self.value), "ratio": _round_figure(self.ratio)})


def _round_figure(number: float) -> float:
    """To four digits that say something, so that a small figure is not nothing."""
    return float(f"{number:.4g}")


def milliseconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median of some rounds, after two that warm the caches."""
    work(), work()
    return median(_time_once(work) for _ in range(rounds)) * 1000


def seconds(work: Callable[[], object]) -> float:
    return _time_once(work)


def cpu_seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _time_once(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
