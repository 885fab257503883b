"""Only the process table spells a message type: everybody else asks the row."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from discharge.process import MESSAGE_TYPES
from tests.settings import ROOT

#: Where a message type may be spelled: the table, what tells its story, and what measures one.
SPELLS_TYPES = ("discharge/process", "vardovergang/demonstration", "vardovergang/bench/pages.py")
#: A type's name that is also the app's: `app_name`, `name` of an AppConfig, the namespace of addresses.
APP_NAMES = {"discharge"}


def spelled_types(tree: ast.AST, types: set[str]) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in types:
            yield node.lineno, node.value


def names_used(tree: ast.AST) -> set[str]:
    imported = {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    return imported | {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def discharge_files() -> list[Path]:
    elsewhere = (*SPELLS_TYPES, "discharge/migrations")
    found = [*(ROOT / "discharge").rglob("*.py"), *(ROOT / "vardovergang").rglob("*.py")]
    return sorted(path for path in found if not str(path.relative_to(ROOT)).startswith(elsewhere))


@pytest.mark.parametrize("path", discharge_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_table_spells_a_message_type(path: Path) -> None:
    found = list(spelled_types(ast.parse(path.read_text()), MESSAGE_TYPES.keys() - APP_NAMES))
    assert not found, f"{found}: let the row say it (discharge/process/message_type.py)"


#: Above, facts and conditions have the names of what they come from; what may not be compared is a type.
COMPARED = re.compile(r"\.type\s*(==|!=|in\b|not in\b)")


def above_files() -> list[Path]:
    found = [path for app in ("billing", "statistics") for path in (ROOT / app).rglob("*.py")]
    return [path for path in found if "migrations" not in path.parts]


def test_the_apps_above_compare_no_types() -> None:
    found = [path for path in above_files() if COMPARED.search(path.read_text())]
    assert not found, "ask what the row tells (discharge/process/wording.py)"


def test_the_apps_above_read_no_messages_but_through_the_explanations_function() -> None:
    for path in above_files():
        assert "Message" not in names_used(ast.parse(path.read_text())), path


def test_templates_spell_no_message_type() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        words = set(re.findall(r"['\"]([a-z_]+)['\"]", path.read_text()))
        assert not words & (MESSAGE_TYPES.keys() - APP_NAMES), path


def test_the_rule_about_types_sees_what_it_should() -> None:
    code = 'x = m.type == "take"\nNAMES = {"transfer": 1}\ny = "taken"\n'
    assert list(spelled_types(ast.parse(code), {"take", "transfer"})) == [(1, "take"), (2, "transfer")]
    assert "Message" in names_used(ast.parse("from discharge.models import Message"))
    assert COMPARED.search('if sent.type == "ready_notice"')
