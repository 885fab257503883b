"""A progress bar; a line now and then where there is no terminal."""

from __future__ import annotations

import time
from typing import TextIO

WIDTH = 30
LINES = 10


class Progress:
    def __init__(self, total: int, stream: TextIO) -> None:
        self.total, self.stream = total, stream
        self.done = self.at_start = 0
        self.began = time.monotonic()

    def start_at(self, done: int) -> None:
        self.done = self.at_start = done

    def advance(self, cases: int) -> None:
        before, self.done = self.done, self.done + cases
        if self.stream.isatty():
            filled = self.done * WIDTH // self.total
            bar = "█" * filled + "░" * (WIDTH - filled)
            self._write(f"\r{bar} {self._numbers()}", end="\n" if self.done >= self.total else "")
        elif self.done * LINES // self.total > before * LINES // self.total:
            self._write(self._numbers())

    def _numbers(self) -> str:
        seconds = time.monotonic() - self.began
        speed = (self.done - self.at_start) / seconds if seconds else 0
        left = f", {(self.total - self.done) / speed:3.0f} s kvar" if speed else ""
        return f"{self.done:5} av {self.total} vårdtillfällen, {speed:4.0f} i sekunden{left}"

    def _write(self, text: str, end: str = "\n") -> None:
        self.stream.write(text + end)
        self.stream.flush()
