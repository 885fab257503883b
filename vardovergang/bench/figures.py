"""A figure, and how it is measured and printed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType

from django.db import connections

#: What is left out of a line where it says nothing.
_OPTIONAL = ("aim", "index", "buffers")


@dataclass(frozen=True, slots=True)
class Figure:
    """`ratio` is what the figure is about: the value divided by that of what it is `compared_to`.

    `aim` is what the ratio should be, where an aim was set; `index` and `buffers` are what EXPLAIN shows.
    """

    name: str
    value: float
    unit: str
    cases: int
    ratio: float
    compared_to: str
    aim: str = ""
    index: str = ""
    buffers: int = 0

    @property
    def line(self) -> str:
        said = {key: value for key, value in asdict(self).items() if value or key not in _OPTIONAL}
        return json.dumps(
            said | {"value": _round_figure(self.value), "ratio": _round_figure(self.ratio)},
            ensure_ascii=False,
        )


def _round_figure(number: float) -> float:
    """To four digits that say something, so that a small figure is not nothing."""
    return float(f"{number:.4g}")


def processor_clock(*pids: int) -> Callable[[], float]:
    """The processor's seconds of this process and of PostgreSQL's backends `pids`, together.

    Where the system does not tell what another process has used, those of this process alone.
    """
    backends = [Path(f"/proc/{pid}/schedstat") for pid in pids]
    if not all(backend.exists() for backend in backends):
        return time.process_time
    # In the kernel's own count, which is finer than the hundredths of a second of `stat`.
    return lambda: time.process_time() + sum(int(one.read_text().split()[0]) for one in backends) / 1e9


def backends_clock(aliases: Collection[str] = ("default", "access_log")) -> Callable[[], float]:
    """The same with the backends of this process's own connections."""
    pids = []
    for alias in aliases:
        connections[alias].ensure_connection()
        pids.append(connections[alias].connection.info.backend_pid)
    return processor_clock(*pids)


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
