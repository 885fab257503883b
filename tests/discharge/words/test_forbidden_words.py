"""Fault G: no page, text or guide uses a word that the word list of docs/glossary.md forbids."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from discharge.process import MESSAGE_TYPES, infinitive
from discharge.process.words import in_sentence
from tests.settings import ROOT

APPS = ("discharge", "billing", "municipalities", "statistics", "vardovergang")
HEADING = "## Words that the interface does not use"
#: Kept as they once were: what a migration wrote is history.
NOT_READ = {"migrations"}


def forbidden() -> list[str]:
    """The first column of the word list."""
    rows = (ROOT / "docs/glossary.md").read_text().split(HEADING)[1].splitlines()
    cells = [row.split("|")[1].strip() for row in rows if row.startswith("|")]
    return [word for cell in cells[2:] for word in cell.split("; ")]


def pattern(word: str) -> re.Pattern[str]:
    """The word from where it begins; `*` at its end stands for any ending."""
    text, ending = (word[:-1], "") if word.endswith("*") else (word, r"(?![a-zåäö])")
    return re.compile(rf"(?<![a-zåäö]){re.escape(text)}{ending}", re.IGNORECASE)


def said_in(path: Path) -> Iterator[str]:
    """The texts of a file that people may read: all of a page, and what a program says in Swedish."""
    text = path.read_text()
    if path.suffix == ".html":
        yield re.sub(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}|<!--.*?-->", "", text, flags=re.DOTALL)
    elif path.suffix == ".js":
        yield from re.findall(
            r"[\"`']([^\"`'\n]{3,})[\"`']", re.sub(r"/\*.*?\*/|//.*", "", text, flags=re.DOTALL)
        )
    elif path.suffix == ".py":
        tree = ast.parse(text)
        unread = docstrings(tree)
        found = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and node not in unread)
        yield from (node.value for node in found if isinstance(node.value, str))
    else:
        yield text


def docstrings(tree: ast.AST) -> set[ast.AST]:
    """The texts that stand as statements of their own: written for developers."""
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def files() -> list[Path]:
    pages = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static/js").glob("*.js")]
    code = [path for app in APPS for path in (ROOT / app).rglob("*.py") if not NOT_READ & set(path.parts)]
    lists = [path for app in APPS for path in (ROOT / app).rglob("reference/*.csv")]
    return [*pages, *code, *lists, ROOT / "docs/user-guide.md"]


TEXTS = [(path.relative_to(ROOT), said) for path in files() for said in said_in(path)]


@pytest.mark.parametrize("word", forbidden())
def test_g_no_text_uses_a_forbidden_word(word: str) -> None:
    wanted = pattern(word)
    assert [f"{path}: {said[:80]}" for path, said in TEXTS if wanted.search(said)] == []


def test_g_the_word_list_is_read_and_a_forbidden_word_would_be_seen() -> None:
    assert len(forbidden()) > 25
    assert pattern("fridag*").search("Fridag 1 av 2")
    assert pattern("inte vår").search("Inte vår")
    assert not pattern("inte vår").search("Ärendet är inte vårt")
    assert not pattern("klara dagar").search("Utskrivningsklara dagar")
    assert len(TEXTS) > 3000


@pytest.mark.parametrize(
    ("verb", "after_att"),
    [
        ("Skriv statusrapporten", "skriva statusrapporten"),
        ("Följ upp planen", "följa upp planen"),
        ("Ställ in SIP-mötet", "ställa in SIP-mötet"),
        ("Kalla till SIP", "kalla till SIP"),
        ("Utvärdera och avsluta SIP", "utvärdera och avsluta SIP"),
        ("Lägg till en enhet", "lägga till en enhet"),
        ("Byt fast vårdkontakt", "byta fast vårdkontakt"),
        ("Underrätta enligt 7 a § LPT", "underrätta enligt 7 a § LPT"),
        ("Utse fast vårdkontakt", "utse fast vårdkontakt"),
        ("Överför vårdtillfället", "överföra vårdtillfället"),
    ],
)
def test_g_a_refusal_has_the_infinitive_after_att(verb: str, after_att: str) -> None:
    assert infinitive(verb) == after_att


def test_g_every_verb_of_the_table_becomes_an_infinitive() -> None:
    """An infinitive ends with a vowel; in the table's words it is an a, or the e of utse."""
    verbs = {
        verb
        for message_type in MESSAGE_TYPES.values()
        for verb in (message_type.verb, message_type.verb_again)
        if verb
    }
    firsts = {infinitive(verb).split()[0] for verb in verbs}
    assert all(first.endswith("a") for first in firsts - {"utse"}), firsts


def test_g_a_title_inside_a_sentence_keeps_its_abbreviations() -> None:
    assert in_sentence("Kallelse till SIP") == "kallelse till SIP"
    assert in_sentence("SIP påbörjad") == "SIP påbörjad"


def test_g_a_button_that_sends_does_not_say_that_one_writes() -> None:
    verbs = [
        message_type.sends or verb
        for message_type in MESSAGE_TYPES.values()
        for verb in (message_type.verb, message_type.verb_again)
        if verb
    ]
    assert [verb for verb in verbs if verb.startswith(("Skriv", "Makulera ett"))] == []


def test_g_a_field_that_only_some_answers_ask_for_says_which() -> None:
    fields = [
        field
        for message_type in MESSAGE_TYPES.values()
        for field in message_type.fields
        if field.required_when
    ]
    assert all(field.asked_if.startswith("Om ") for field in fields)
