"""A figure, and how it is measured and printed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from types import TracebackType

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
    took = []
    for _ in range(rounds):
        with Stopwatch() as watch:
            work()
        took.append(watch.seconds)
    return median(took) * 1000


class Stopwatch:
    """The seconds that a block took, by a clock."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self.clock = clock
        self.seconds = 0.0

    def __enter__(self) -> Stopwatch:
        self._began = self.clock()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.seconds = self.clock() - self._began
