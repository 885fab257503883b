"""Which tests begin first, and which are quick enough for `make test-quick`.

Each of pytest's processes takes a file at a time. What takes longest begins first, or the others would
wait for it at the end; `make test` ends with a list of the dearest files.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

LONGEST = (
    "tests/security/test_access_matrix.py",
    "tests/vardovergang/running/test_run.py",
    "tests/billing/night/test_nightly_workers.py",
    "tests/browser/sip/test_sip.py",
    "tests/monthly_statistics/published/test_refresh.py",
    "tests/browser/pages/test_accessibility.py",
    "tests/browser/interrupted/test_writing.py",
    "tests/vardovergang/configuration/test_compose.py",
    "tests/vardovergang/demonstration/test_demo_command.py",
    "tests/browser/stories/test_whole_case.py",
)
#: A database that is cloned anew after the test, a browser, a worker, or a world of many cases.
DEAR = {"transactional_db", "live_server", "browser", "world", "large_unit"}
#: What commits nothing and takes seconds all the same: whole counties told, and courses by the hundred.
NOT_QUICK = (
    "tests/vardovergang/demonstration/test_batches.py",
    "tests/vardovergang/demonstration/test_demo_persons.py",
    "tests/vardovergang/demonstration/test_demo_privacy.py",
    "tests/vardovergang/demonstration/test_demo_stories.py",
    "tests/discharge/fold/test_random_courses.py",
    "tests/discharge/sending/test_typed_texts.py",
)
LISTED = 10


def dearness(item: pytest.Item) -> int:
    """0 for what needs nothing; the more, the sooner it begins."""
    file = item.nodeid.split("::")[0]
    if file in LONGEST:
        return 10 + len(LONGEST) - LONGEST.index(file)
    if "browser" in fixtures(item):
        return 4
    if "celery_worker_process" in fixtures(item) or starts_programs(item):
        return 3
    return 2 if is_dear(item) else int("db" in fixtures(item))


def is_quick(item: pytest.Item) -> bool:
    is_long = item.nodeid.split("::")[0] in (*LONGEST, *NOT_QUICK) or item.get_closest_marker("sized")
    return not (is_long or is_dear(item) or starts_programs(item))


def is_dear(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return bool(DEAR & fixtures(item)) or bool(marker and marker.kwargs.get("transaction"))


def starts_programs(item: pytest.Item) -> bool:
    """By what its module imports: to start a program by itself, or one of the commands by a helper."""
    names = vars(getattr(item, "module", None) or object)
    return "subprocess" in names or "manage" in names


def fixtures(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))


def dearest_first(items: list[pytest.Item]) -> None:
    """By file; those that are equal stay in the order that they were shuffled into."""
    dearest: dict[object, int] = {}
    for item in items:
        dearest[item.path] = max(dearest.get(item.path, 0), dearness(item))
    items.sort(key=lambda item: -dearest[item.path])


def dearest_files(reports: Iterable[pytest.TestReport]) -> list[tuple[float, str]]:
    """Seconds and file, the dearest first; a test's set-up counts for the file that asked for it."""
    seconds: dict[str, float] = {}
    for report in reports:
        file = report.nodeid.split("::")[0]
        seconds[file] = seconds.get(file, 0) + report.duration
    return sorted(((total, file) for file, total in seconds.items()), reverse=True)[:LISTED]
