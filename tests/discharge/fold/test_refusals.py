"""Every refusal says in Swedish what is missing and what to do; every rule of the table can refuse."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from discharge.process import MESSAGE_TYPES, MessageType, Rule
from discharge.process.judging import checks
from discharge.process.message_type import UnitRule
from discharge.process.state import CaseState, Outside
from municipalities.swedish.clock import STOCKHOLM
from tests.factories.discharge.fold import OFFICE, OTHER_OFFICE, SURGERY, WARD, Story, address
from tests.factories.discharge.placements import search
from tests.factories.discharge.sip import Sip, called, outside_stay, planned
from tests.settings import ROOT

#: A sentence, or its main clause, that begins by saying what to do.
VERBS = """
    Ange Avsluta Be Begär Bifoga Byt Dela Dokumentera Exportera Fråga Fyll Ge Granska Gör Häv Inhämta
    Invänta Kalla Kontrollera Kopiera Lägg Lämna Låt Läs Makulera Markera Meddela Minska Registrera Ring
    Rätta Skicka Skriv Spara Spärra Starta Stäng Svara Sök Utse Välj Vänta Återta Ändra Öppna Överför
"""
DO = re.compile(rf"(?:^|[.;:,] +|”. |eller |och )({'|'.join(VERBS.split())})\b", re.IGNORECASE)
LETTERS = re.compile(r"[a-zåäö]{2} [a-zåäö]{2}")
#: What refuses, by name: an action, a file that can't be read, a number that is none.
REFUSES = {"Refused", "Unreadable", "InvalidNumber"}
#: Here functions hand back what is refused, or nothing.
ANSWERS = {"checks.py", "fields.py", "may_correct.py"}
SAYS_NOTHING_TO_PEOPLE = ("migrations", "demonstration", "management")


def files() -> Iterator[Path]:
    for app in ("discharge", "billing", "municipalities", "statistics"):
        found = (path.relative_to(ROOT) for path in sorted((ROOT / app).rglob("*.py")))
        yield from (path for path in found if not set(path.parts) & set(SAYS_NOTHING_TO_PEOPLE))


def text_of(node: ast.AST, named: dict[str, ast.expr]) -> str:
    """The words of a text, also of the named texts that it is put together from."""
    parts = [named.get(n.id, n) if isinstance(n, ast.Name) else n for n in ast.walk(node)]
    return " ".join(n.value for n in parts if isinstance(n, ast.Constant) and isinstance(n.value, str))


def constants(tree: ast.Module) -> dict[str, ast.expr]:
    """Texts that have a name, here or where it comes from: `NO_RECEIVER = "Välj …"`, also in a dictionary."""
    named = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return dict(imported(tree)) | named


def imported(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("discharge."):
            path = (ROOT / node.module.replace(".", "/")).with_suffix(".py")
            texts = {alias.name for alias in node.names if alias.name.isupper()}
            there = constants(ast.parse(path.read_text())) if texts and path.exists() else {}
            yield from ((name, there[name]) for name in texts & there.keys())


def said(node: ast.AST) -> Iterator[ast.AST]:
    """The texts of `raise Refused(...)`: its sentence, or the values of its `problems`."""
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in REFUSES:
        yield from (*node.args, *(keyword.value for keyword in node.keywords))


def returned(function: ast.AST) -> Iterator[ast.AST]:
    return (node.value for node in ast.walk(function) if isinstance(node, ast.Return) and node.value)


def sentences(node: ast.AST, named: dict[str, ast.expr]) -> Iterator[ast.AST]:
    """The texts that an expression may come to."""
    if isinstance(node, ast.Constant | ast.JoinedStr):
        yield node
    elif isinstance(node, ast.Dict):
        yield from (text for value in node.values for text in sentences(value, named))
    elif isinstance(node, ast.IfExp):
        yield from (text for one in (node.body, node.orelse) for text in sentences(one, named))
    elif isinstance(node, ast.Name) and node.id in named:
        yield from sentences(named[node.id], {})


def spoken() -> Iterator[tuple[str, str]]:
    for path in files():
        tree = ast.parse((ROOT / path).read_text())
        nodes = [node for call in ast.walk(tree) for node in said(call)]
        if path.name in ANSWERS and "templatetags" not in path.parts:
            nodes += [node for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) for node in returned(f)]
        named = constants(tree)
        words = (text_of(text, named) for node in nodes for text in sentences(node, named))
        yield from ((f"{path}: {text}", text) for text in words if LETTERS.search(text) and "%H" not in text)


TEXTS = dict(spoken()) | {
    f"rule: {said}": said
    for message_type in MESSAGE_TYPES.values()
    for rule in message_type.requires
    for said in (rule.refusal, getattr(rule, "own", ""))
    if said
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_refusal_says_what_to_do(text: str) -> None:
    assert DO.search(text), text


def test_there_are_refusals_to_read_and_one_that_only_says_no_is_seen() -> None:
    assert len(TEXTS) > 100
    assert not DO.search("Bara avdelningen får skicka utskrivningsklar.")


def states() -> dict[str, CaseState]:
    def home(story: Story) -> Story:
        return story.say(WARD, "discharge", (), discharged_at=story.at, destination="home")

    def away(story: Story) -> Story:
        return story.say(WARD, "leave_start", (), began_at=story.at)

    gone = home(Story().ready())
    told = gone.say(WARD, "patient_summary").say(WARD, "discharge_information")
    dead = Story().say(WARD, "deceased", (), deceased_at=Story().at + timedelta(days=1))
    on_paper = Story().ready()
    told_at = on_paper.entries[-1].sent_at
    outside = Outside(told_at, "paper", frozenset({OFFICE}), told_at)
    on_paper.entries[-1] = replace(on_paper.entries[-1], outside=outside)
    stories = {
        "admitted": Story(),
        "told on paper": on_paper,
        "paper to send": Story(municipality="2480", office_in="2480", connected=False),
        "ready": Story().ready(),
        "grey": Story().say(WARD, "track_choice", (), track="grey"),
        "declines a SIP": Story().say(OFFICE, "sip_wish", (), wish="declines"),
        "away": away(Story()),
        "gone home and told": told,
        "dead": dead,
        "handed over": Story().hand_over(OTHER),
        "two of its offices": Story().ready().say(WARD, "participant_added", (OTHER,), to=OTHER_OFFICE),
        "handed over and taken": Story().hand_over(OTHER).say(OTHER_OFFICE, "take", (), responsible=1),
    }
    return {name: story.state() for name, story in stories.items()}


OTHER = address(OTHER_OFFICE, "0180")
RULES = [(message_type, rule) for message_type in MESSAGE_TYPES.values() for rule in message_type.requires]


def judged(message_type: MessageType, rule: Rule | UnitRule) -> Iterator[bool]:
    """Whether the rule refuses, for each state and each unit in it that sends such messages there."""
    for state in EVERYWHERE.values():
        for unit, part in state.parts.items():
            acts = state.acts(unit) or message_type.naming.takes_back
            if part.party in message_type.senders_in(state) and acts:
                yield rule.said_to(state, unit) in message_type.refusals(state, unit)


@pytest.mark.parametrize(
    ("message_type", "rule"),
    RULES,
    ids=[f"{message_type.name}: {rule.refusal}" for message_type, rule in RULES],
)
def test_every_rule_refuses_somewhere_and_lets_through_somewhere(
    message_type: MessageType, rule: Rule | UnitRule
) -> None:
    found = list(judged(message_type, rule))
    assert any(found)
    assert not all(found)


def _with_what_is_seldom(found: dict[str, CaseState]) -> dict[str, CaseState]:
    child = Story(minor=True, care_type="child_psychiatric").say(OFFICE, "take", (), responsible=1)
    child.say(WARD, "consent", (), information="all", party="all").say(WARD, "care_contact")
    child.say(SURGERY, "sip_call", (), meeting_at=child.at, meeting_form="room")
    return found | {"a child, consented and called": child.state()}


def _with_sips(found: dict[str, CaseState]) -> dict[str, CaseState]:
    def close(story: Story) -> Story:
        return story.say(OFFICE, "sip_closing", reason="goals_met", outcome="reached")

    def die(story: Story) -> Story:
        return story.say(WARD, "deceased", (), deceased_at=story.at)

    stories: dict[str, Story] = {
        "a SIP consented to": Sip().consent(),
        "a SIP consented to and declined": Sip().consent().say(OFFICE, "sip_wish", wish="declines"),
        "a SIP called to": called(),
        "a SIP's meeting held": called().hold(),
        "a SIP planned": planned(),
        "a SIP planned and called to again": planned().call(),
        "a SIP confirmed": planned().answer(),
        "a SIP closed": close(planned()),
        "a SIP whose person is dead": die(planned()),
        "a SIP outside a stay": outside_stay(),
        "a SIP outside a stay, called to": outside_stay().say(
            OFFICE, "sip_call", meeting_at=Story().at + timedelta(days=2), meeting_form="room"
        ),
        "a SIP outside a stay, closed": close(outside_stay()),
    }
    return found | {name: story.state() for name, story in stories.items()}


def _with_placements(found: dict[str, CaseState]) -> dict[str, CaseState]:
    stories = {
        "addiction care": Story(care_type="addiction"),
        "a place searched for": search(),
        "a place found": search().say(OFFICE, "placement_outcome", outcome="placed"),
        "dead while a place is searched for": search().say(WARD, "deceased", deceased_at=Story().at),
    }
    return found | {name: story.state() for name, story in stories.items()}


EVERYWHERE = _with_placements(_with_sips(_with_what_is_seldom(states())))


def test_a_refusal_says_a_time_as_people_say_it() -> None:
    """And not as computers write it: "2026-03-09 08:00"."""
    on_paper = Story(municipality="2480", office_in="2480", connected=False).ready().state()
    state, before = Story().ready().state(), datetime(2026, 3, 1, 10, 0, tzinfo=STOCKHOLM)
    said = [
        checks.after_admission(before, {}, state, before),
        checks.told_after_written(before, {"papers": [*on_paper.deliveries][1:]}, on_paper, before),
        checks.not_before_admission(before.date(), {}, state, before),
    ]
    for text in said:
        assert text
        assert re.search(r"(före inskrivningen|före meddelandet) [a-zåäö]+dag \d+ mars 2026", text)
        assert not re.search(r"\d{4}-\d\d-\d\d", text)
