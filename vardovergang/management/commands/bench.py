"""`manage.py bench` (`make bench`): one JSON line a figure, on a database of its own."""

from __future__ import annotations

import json
import signal
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Iterator, Mapping
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from vardovergang.bench import copies, demo, history, nights, pages, pure, refresh, rows, server
from vardovergang.bench.copies import CLOSED, copy_cases
from vardovergang.bench.database import MeasurementFailed, bench_database, run_manage
from vardovergang.bench.figures import Figure
from vardovergang.servers.urls import Urls

#: figure: the role whose work it is, and how it is measured
PARTS = {
    "history": ("owner", history.measure),
    "demo": ("owner", demo.measure),
    "pure": ("worker", pure.measure),
    "refresh": ("worker", refresh.measure),
    "pages": ("app", pages.measure),
    "rows": ("app", rows.measure),
    "server": ("app", server.measure),
}
#: Of all cases, those of one unit that are open: more than any list will hold.
OPEN_SHARE = 0.3
#: Figures that must not grow with the county, in the constant view's processor time: the work list, the
#: frame of every page, and what a message costs with all indexes.
GROWTH = {"worklist": "≤ 1.2", pages.BARE: "≤ 1.2", pages.POST: "≤ 1.3"}


class Command(BaseCommand):
    help = "Mäter hur snabbt det går: en JSON-rad per mätetal, i en egen databas som sedan tas bort."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cases", type=int, default=100_000, help="det större antalet ärenden (100000)")
        parser.add_argument(
            "--fewer", type=int, default=10_000, help="det mindre antalet, att jämföra med (10000)"
        )
        parser.add_argument("--demo-cases", type=int, default=500, help="demonstrationslänets ärenden (500)")
        parser.add_argument("--minutes", type=int, default=180, help="avbryt efter så lång tid (180)")
        parser.add_argument("--keep", action="store_true", help="lämna kvar databasen")
        parser.add_argument("--parts", nargs="+", choices=PARTS, help=SUPPRESS)

    def handle(self, *args: Any, parts: list[str] | None, **options: Any) -> None:
        if parts:
            for _, measure in map(PARTS.__getitem__, parts):
                self._print(measure(options["cases"]))
            return
        if not settings.SERVERS.admin:
            raise CommandError("Mätningen behöver de inbyggda servrarna: kör utan DATABASE_URL.")
        signal.signal(signal.SIGALRM, _too_long)
        signal.alarm(options["minutes"] * 60)
        try:
            with bench_database(keep=options["keep"]) as urls:
                self._print(_measure_all(urls, options["demo_cases"], options["fewer"], options["cases"]))
        except MeasurementFailed as failed:
            raise CommandError(f"Mätningen avbröts: {failed} misslyckades. Orsaken står ovanför.") from None
        except TooLong:
            raise CommandError(
                f"Mätningen avbröts efter {options['minutes']} minuter. Välj färre ärenden med --cases."
            ) from None
        except KeyboardInterrupt:
            raise CommandError("Mätningen avbröts, och databasen är borttagen.") from None

    def _print(self, figures: Iterator[Figure]) -> None:
        for figure in figures:
            self.stdout.write(figure.line)
            self.stdout.flush()


class TooLong(Exception):
    """The bench has had its time."""


def _too_long(number: int, frame: FrameType | None) -> None:
    raise TooLong


def _measure_all(urls: Urls, demo_cases: int, fewer: int, cases: int) -> Iterator[Figure]:
    """A small county, and the same grown large: its closed cases, then the open ones of one unit."""
    yield from _measure_parts(urls, demo_cases, "history")
    yield from _measure_parts(urls, demo_cases, "demo")
    yield from _measure_parts(urls, demo_cases, "pure")
    of_unit, opened = copies.OF_ACCOUNT.format(pages.CARE), int(fewer * OPEN_SHARE)
    closed = fewer - opened
    # Those of the unit that have messages too come first in its lists.
    copy = copy_cases(urls.admin, of_unit, 1, opened // 2, messages=True)
    copy = copy_cases(urls.admin, CLOSED, copy, closed // 10, messages=True)
    run_manage(urls, "worker", "rebuild_cases", "--check")
    copy = copy_cases(urls.admin, of_unit, copy, opened - opened // 2)
    copy = copy_cases(urls.admin, CLOSED, copy, closed - closed // 10)
    small_nights = nights.run_nights(urls, closed)
    yield from _measure_parts(urls, fewer, "refresh")
    small = {figure.name: figure for figure in _measure_parts(urls, fewer, "pages")}
    yield from small.values()

    all_opened = int(cases * OPEN_SHARE)
    all_closed = cases - all_opened
    copy = copy_cases(urls.admin, CLOSED, copy, all_closed - closed)
    yield from nights.measure(urls, small_nights, nights.run_nights(urls, all_closed))
    copy_cases(urls.admin, of_unit, copy, all_opened - opened)
    large = {figure.name: figure for figure in _measure_parts(urls, cases, "pages")}
    yield from large.values()
    for name, aim in GROWTH.items():
        ratio = _in_constants(large, name) / _in_constants(small, name)
        compared_to = f"the same with {fewer} cases"
        yield Figure(f"{name}-growth", large[name].value, "ms", cases, ratio, compared_to, aim)
    yield from _measure_parts(urls, cases, "rows", "server")


def _in_constants(measured: Mapping[str, Figure], name: str) -> float:
    """The figure in the time of the constant view, which is the same however many cases there are."""
    bare = measured[pages.BARE]
    return measured[name].value / (bare.value / bare.ratio)


def _measure_parts(urls: Urls, cases: int, *parts: str) -> Iterator[Figure]:
    """By a process of the role whose work it is."""
    role, _ = PARTS[parts[0]]
    for line in run_manage(urls, role, "bench", "--cases", str(cases), "--parts", *parts).splitlines():
        yield Figure(**json.loads(line))
