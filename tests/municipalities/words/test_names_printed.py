"""A person's name is printed by one tag: its direction turns nothing around it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import Context, Template

from tests.settings import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
#: What holds a person's name in a template's context.
NAME = (
    r"(?:[a-z_.]*\b(?:person|patient|paper|contact|user|invited)\.name|[a-z_.]+\.sender|[a-z_.]+\.responsible|"
    r"(?:row|reading)\.user|[a-z_.]+\.starter|[a-z_.]+\.closed_by|closing\.who|change\.who|"
    r"[a-z_.]*given_name|[a-z_.]*family_name)"
)
PRINTED = re.compile(r"\{\{\s*" + NAME + r"\s*[|}]")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_c6_no_template_prints_a_name_without_the_tag(path: Path) -> None:
    assert PRINTED.findall(path.read_text()) == []


def test_c6_the_test_would_see_one() -> None:
    for text in (
        "{{ person.name }}",
        "{{ row.user.name|upper }}",
        "{{ message.sender }}",
        "{{ x.given_name}}",
    ):
        assert PRINTED.search(text)
    assert not PRINTED.search("{% name person.name %}, {{ person.age }}, {{ sender.unit }}, {{ area.name }}")


def test_c6_an_arabic_name_stays_before_the_age() -> None:
    person = {"name": "علي <حسن>"}
    printed = Template("{% name person.name %}, 83").render(Context({"person": person}))
    assert printed == "<bdi>علي &lt;حسن&gt;</bdi>, 83"
    in_title = Template("{% name person.name plain=True %}, 83").render(Context({"person": person}))
    assert in_title == "\u2068علي &lt;حسن&gt;\u2069, 83"


SENTENCE = re.compile(r"f\"[^\"]*\{[a-z_.]*(?:user|person|patient)\.name\}[^\"]*\"")
#: Whole lines of who did something, printed by the tag.
BY_THE_TAG = "{by.user.name}, {by.unit.full_name}"


@pytest.mark.parametrize("app", ["municipalities", "discharge", "billing"])
def test_c6_no_sentence_holds_a_name_that_is_not_isolated(app: str) -> None:
    rooms = [path for room in ("presenters", "views") for path in (ROOT / app / room).rglob("*.py")]
    found = [text for path in rooms for text in SENTENCE.findall(path.read_text()) if BY_THE_TAG not in text]
    assert rooms
    assert found == []
