"""What the measures see, on a small house built for it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.house import imports, sql
from tests.house.__main__ import main
from tests.house.imports import Arrow
from tests.house.measures import House, share, spread, table

FILES = {
    "manage.py": "",
    "municipalities/models/units.py": "class Unit:\n    def __init__(self):\n        pass\n",
    "discharge/__init__.py": '"""Knows nothing."""\n',
    "discharge/process/fold.py": "from discharge.models import cases\nclass Unit: pass\n",
    "discharge/models/cases.py": "class Line: pass\nclass Command: pass\n",
    "discharge/models/lines.py": "class Line: pass\nclass Command: pass\n",
    "discharge/clock.py": "import discharge.watch\n",
    "discharge/watch.py": (
        "def told():\n    return _once() + _often()\n"
        "def _once():\n    from discharge import clock\n    return clock\n"
        "def _often():\n    return told() + _often()\n"
    ),
    "discharge/migrations/0001_initial.py": "def forwards():\n    pass\n",
    "billing/sums.py": (
        "from monthly_statistics.tables import cells\nfrom municipalities.models import units\n"
    ),
    "statistics/monthly_statistics/tables.py": "cells = 1\n",
    "vardovergang/settings.py": "",
    "pyproject.toml": """
[[tool.importlinter.contracts]]
name = "Imports point one way"
layers = ["discharge", "municipalities"]

[[tool.importlinter.contracts]]
name = "Rooms of discharge"
containers = ["discharge"]
layers = ["urls | tasks", "models", "process"]
""",
    "tests/test_nothing.py": "x = 1\n",
}


@pytest.fixture
def house(tmp_path: Path) -> House:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return House(tmp_path)


def test_migrations_are_no_code(house: House) -> None:
    assert len(house.modules) == len(house.code) + 1 == len(FILES) - 2


def test_functions_are_told_apart(house: House) -> None:
    assert {function.name: function.calls for function in house.functions} == {
        "told": 1,
        "_once": 1,
        "_often": 2,
    }
    assert [function.name for function in house.called_once()] == ["_once"]
    assert [function.name for function in house.of_one_word()] == ["told", "_once", "_often"]


def test_a_class_twice_in_an_app_is_seen_and_a_command_is_not(house: House) -> None:
    assert house.twice_in_an_app() == ["discharge.Line"]


def test_arrows_between_rooms_count_every_import(house: House) -> None:
    assert Arrow("discharge.watch", "discharge.clock") in house.arrows
    assert Arrow("billing.sums", "municipalities.models") in house.arrows
    assert imports.within("discharge", house.arrows) == [
        Arrow("discharge.clock", "discharge.watch"),
        Arrow("discharge.process", "discharge.models"),
        Arrow("discharge.watch", "discharge.clock"),
    ]


def test_a_circle_is_seen(house: House) -> None:
    assert house.circles() == [["discharge.clock", "discharge.watch"]]


def test_a_longer_circle_is_one() -> None:
    around = [Arrow("a.b", "a.c"), Arrow("a.c", "a.d"), Arrow("a.d", "a.b"), Arrow("a.e", "a.b")]
    assert imports.circles(around) == [["a.b", "a.c", "a.d"]]


def test_arrows_up_are_seen_between_apps_and_between_layers(house: House) -> None:
    assert house.arrows_up() == [
        Arrow("billing.sums", "monthly_statistics.tables"),
        Arrow("discharge.process", "discharge.models"),
    ]


def test_an_object_defined_again_is_seen(tmp_path: Path, house: House) -> None:
    (tmp_path / "billing/migrations").mkdir()
    (tmp_path / "billing/migrations/0002_lines.py").write_text(
        "'''CREATE FUNCTION f() …; CREATE POLICY read ON billing_line …;\n"
        "CREATE POLICY read ON billing_sum …;\n"
        "create or replace function f() …; CREATE TRIGGER kept BEFORE UPDATE ON billing_line …;\n"
        "CREATE CONSTRAINT TRIGGER kept AFTER INSERT ON billing_line …'''\n"
    )
    (tmp_path / "billing/functions.sql").write_text("CREATE FUNCTION g() …;\n")
    assert sorted((*found[:3], count) for found, count in House(house.root).sql.items()) == [
        ("FUNCTION", "f", "", 2),
        ("FUNCTION", "g", "", 1),
        ("POLICY", "read", "billing_line", 1),
        ("POLICY", "read", "billing_sum", 1),
        ("TRIGGER", "kept", "billing_line", 2),
    ]
    assert [found[:2] for found in House(house.root).defined_again()] == [
        ("FUNCTION", "f"),
        ("TRIGGER", "kept"),
    ]


def test_layers_are_those_of_the_import_contracts() -> None:
    layers = imports.layers_in(FILES["pyproject.toml"])
    assert layers == {"discharge": [["process"], ["models"], ["urls", "tasks"]]}


def test_shares_and_spreads() -> None:
    assert share([1], [1, 2, 3, 4]) == 25
    assert spread([3, 1, 2, 9]) == "2 · 9 · 9"
    assert sql.DEFINITION.match("CREATE OR REPLACE FUNCTION app_unit() RETURNS") is not None


def test_the_table_is_printed(house: House) -> None:
    assert "| circles between rooms | 1 |" in table(house)
    assert main("table", str(house.root)) == table(house)
    assert main("once", str(house.root)) == "discharge.watch:3 _once (3 lines)"
    assert len(main("words", str(house.root)).splitlines()) == 3


def test_rows_of_the_databases_rules_are_counted_too() -> None:
    kinds = Counter(found.kind for found in House().sql)
    assert min(kinds[kind] for kind in ("FUNCTION", "POLICY", "TRIGGER")) > 20
