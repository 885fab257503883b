"""What stands in row after row is printed by functions: tags of states, and how it stands with each party."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from municipalities.templatetags.printing import icon, party, tag


@dataclass(frozen=True, slots=True)
class Standing:
    label: str = "kommun"
    colour: str = "danger"
    icon: str = "late"
    word: str = ""
    title: str = ""


LATE = icon("late")


def test_a_state_is_a_colour_a_picture_and_a_word() -> None:
    printed = f'\n<span class="ds-tag" data-color="danger">{LATE}Bo &amp; Ek</span>\n'
    assert tag(Standing(word="Bo & Ek")) == printed


@pytest.mark.parametrize(
    ("standing", "word_only", "said"),
    [
        (Standing(word="svara"), False, "kommun <b>svara</b>"),
        (Standing(), False, "kommun "),
        (Standing(word="svara"), True, "<b>svara</b>"),
        (Standing(), True, "inget att göra"),
        (Standing(label="<a>", word="<b>"), False, "&lt;a&gt; <b>&lt;b&gt;</b>"),
    ],
)
def test_a_party_is_its_name_and_what_it_does(standing: Standing, word_only: bool, said: str) -> None:
    printed = f'\n<span class="party-state" data-color="danger">{LATE}<span>{said}</span></span>\n'
    assert party(standing, word_only=word_only) == printed


def test_a_partys_title_is_no_markup() -> None:
    assert ' title="&quot;Ett&quot; &lt;b&gt;"' in party(Standing(title='"Ett" <b>'))
