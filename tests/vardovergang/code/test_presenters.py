"""Presenters word what the core has judged: they compare nothing of a case's state, and import no conditions.

Whether a case is closed, a step is done or a day is charged is said once, in `discharge/process` and
`billing/liability`. A presenter that compares the state's fields, or combines them, says it again, and soon
something else.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from discharge.process.state import CaseState
from tests.settings import ROOT

APPS = ("municipalities", "discharge", "billing", "statistics/monthly_statistics")
#: Where conditions are judged; what they have come to is asked of the packages above them.
CONDITIONS = (
    "discharge.process.effects",
    "discharge.process.judging.rules",
    "discharge.process.parts.effects",
    "discharge.process.sip.effects",
    "discharge.process.sip.rules",
    "billing.liability.conditions",
    "billing.liability.count",
    "billing.liability.period",
)
STATE = {field.name for field in fields(CaseState)} | {
    name for name, value in vars(CaseState).items() if isinstance(value, property)
}


def presenters() -> list[Path]:
    folders = [ROOT / app / room for app in APPS for room in ("presenters", "templatetags")]
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


class Judgements(ast.NodeVisitor):
    """The lines of one module on which it judges a case's state."""

    def __init__(self) -> None:
        self.lines: list[int] = []
        self.names: list[set[str]] = [{"state"}]

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Within it: the arguments that are states, and names that are given to parts of one."""
        arguments = (*node.args.args, *node.args.kwonlyargs)
        self.names.append(self.names[-1] | {a.arg for a in arguments if _is_state(a.annotation)})
        for inside in ast.walk(node):
            if isinstance(inside, ast.Assign):
                self.names[-1] |= {name for name, value in _assigned(inside) if self._of_state(value)}
        self.generic_visit(node)
        self.names.pop()

    def visit_Compare(self, node: ast.Compare) -> None:
        self._judge(node, [node.left, *node.comparators])

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        operands = [each.operand if isinstance(each, ast.UnaryOp) else each for each in node.values]
        self._judge(node, operands, at_least=2)

    def _judge(self, node: ast.expr, operands: list[ast.expr], at_least: int = 1) -> None:
        if sum(self._of_state(operand) for operand in operands) >= at_least:
            self.lines.append(node.lineno)
        self.generic_visit(node)

    def _of_state(self, node: ast.expr) -> bool:
        """`state.ready`, `file.state.sip.version`, `sip.meetings` where that is a state's."""
        if isinstance(node, ast.Attribute):
            inner = node.value
            if isinstance(inner, ast.Attribute) and inner.attr == "state":
                return node.attr in STATE
            return (node.attr in STATE and self._is_name(inner)) or self._of_state(inner)
        return isinstance(node, ast.Name) and node.id in self.names[-1] - {"state"}

    def _is_name(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and node.id in self.names[-1]


def _is_state(annotation: ast.expr | None) -> bool:
    return annotation is not None and "CaseState" in ast.unparse(annotation)


def _assigned(node: ast.Assign) -> Iterator[tuple[str, ast.expr]]:
    """(name, value) of `a = b`, and of `a, b = c, d`."""
    for target in node.targets:
        if isinstance(target, ast.Name):
            yield target.id, node.value
        elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            pairs = zip(target.elts, node.value.elts, strict=False)
            yield from ((name.id, value) for name, value in pairs if isinstance(name, ast.Name))


def judgements(code: str) -> list[int]:
    found = Judgements()
    found.visit(ast.parse(code))
    return sorted(set(found.lines))


def imports_of_conditions(code: str) -> list[int]:
    imports = (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Import | ast.ImportFrom))
    return [node.lineno for node in imports if any(map(_holds_conditions, _imported(node)))]


def _imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    names = [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or "", *(f"{node.module}.{name}" for name in names)]
    return names


def _holds_conditions(name: str) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in CONDITIONS)


@pytest.mark.parametrize("path", presenters(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_presenter_judges_no_case_and_imports_no_conditions(path: Path) -> None:
    code = path.read_text()
    assert not judgements(code), "ask discharge/process (or billing/liability), which judge once"
    assert not imports_of_conditions(code)


def test_there_is_something_to_read() -> None:
    assert len(presenters()) > 40
    assert {"ready", "sip", "is_open", "on_leave"} <= STATE


@pytest.mark.parametrize(
    "judging",
    [
        "def words(file):\n    return file.state.ready is not None",
        "def words(state):\n    return 'x' if state.is_open and state.on_leave else ''",
        "def words(file, after: CaseState):\n    return after.is_open and not file.state.is_open",
        "def words(file):\n    sip, now = file.state.sip, 1\n    return sip.meetings or sip.versions",
        "def words(file):\n    return file.state.sip.closed_at == 1",
    ],
)
def test_the_check_sees_a_presenter_that_judges(judging: str) -> None:
    assert judgements(judging)


@pytest.mark.parametrize(
    "importing",
    [
        "from billing.liability import conditions",
        "from billing.liability.conditions import ADMISSION_NOTICE_WITHIN",
        "import discharge.process.judging.rules",
        "from discharge.process.judging import rules",
    ],
)
def test_the_check_sees_a_presenter_that_imports_conditions(importing: str) -> None:
    assert imports_of_conditions(importing) == [1]


def test_showing_what_the_state_says_is_no_judgement() -> None:
    showing = """
def words(file, unit):
    said = [note for note in file.state.sip.follow_ups]
    day = full_words(file.state.ready.sent_at) if file.state.ready else ""
    nobody = not file.state.tasks or file.case.seen_until
    return [name for name, state in said if state == "done"], file.state.tasks_of(unit), day, nobody
"""
    assert judgements(showing) == []
    assert imports_of_conditions("from billing.liability import Cause, admission_notice") == []
