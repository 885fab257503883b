"""How text is read: all of it, numbers and codes, names; and when two texts say the same. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

#: Stands where something could not be read. Decoders put it there, and so do we; no field takes it.
UNREADABLE = "\ufffd"
REFUSAL = "Texten innehåller ett tecken som inte går att läsa (visas som \ufffd). Ta bort det eller skriv om."

#: Control characters except tab and line ends, halves of characters, and what is no character at all.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
#: Marks that turn the order of what stands around them: 93 is shown as 39.
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
#: Letters and signs that show nothing, beside the invisible categories.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Cs", "Mn", "Me", "Zl", "Zp", "Zs"})
#: Dashes that Unicode files elsewhere: minus, modifier minus, hyphen bullet.
_OTHER_DASHES = frozenset("\u2212\u02d7\u2043")
_LETTER_BY_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")


def let_in(text: str) -> str:
    """The text in NFC, without marks of direction; what can't be read is shown as \ufffd.

    A text that shows nothing at all is empty.
    """
    if text.isascii() and not _REFUSED.search(text):
        return text
    kept = _REFUSED.sub(UNREADABLE, _DIRECTIONS.sub("", text))
    normal = unicodedata.normalize("NFC", kept)
    return normal if normal.isspace() else _visible_part(normal)


def let_in_all(value: Any) -> Any:
    """The same of every text in lists and objects, their keys too."""
    return _change_each(value, let_in)


def is_unreadable(value: Any) -> bool:
    """Whether a text, or any text in lists and objects, holds something that can't be read."""
    if isinstance(value, str):
        return UNREADABLE in value or bool(_REFUSED.search(value))
    if isinstance(value, dict):
        return any(is_unreadable(one) for pair in value.items() for one in pair)
    return isinstance(value, list | tuple) and any(is_unreadable(one) for one in value)


def is_visible(text: str) -> bool:
    """Whether anything of it is seen."""
    return any(sign not in _BLANK and unicodedata.category(sign) not in _INVISIBLE for sign in text)


def code(text: str) -> str:
    """A code, date, telephone number or address as typed or pasted: plain signs, "-" for every dash.

    Full-width digits are digits, what is invisible goes, and between words stands one space.
    """
    plain = unicodedata.normalize("NFKC", let_in(text))
    seen = (sign for sign in plain if unicodedata.category(sign) != "Cf")
    dashed = ("-" if unicodedata.category(sign) == "Pd" or sign in _OTHER_DASHES else sign for sign in seen)
    return _visible_part(" ".join("".join(dashed).split()))


def compact(text: str) -> str:
    """The same without spaces, for HSA-ids and codes."""
    return code(text).replace(" ", "")


def digits(text: str) -> str:
    """The same without dashes too, for identity numbers and postal codes."""
    return compact(text).replace("-", "")


def name(text: str) -> str:
    """A name, or another line that shows who or where somebody is: no invisible signs, single spaces.

    A soft hyphen or a zero-width space that came along from a web page makes nobody another person. What
    joins letters in Persian and Indian scripts stays.
    """
    joiners = "\u200c\u200d"
    seen = (sign for sign in let_in(text) if sign in joiners or unicodedata.category(sign) != "Cf")
    return _visible_part(" ".join("".join(seen).split()))


def address(text: str) -> str:
    """A web address without what a paste brings along: spaces, line breaks, invisible signs."""
    return "".join(name(text).split())


def words(text: str) -> str:
    """What two names or addresses are compared by: word by word, whatever stands between the words.

    "Anna-Lena" is "anna lena", "Storgatan 3B" is "Storgatan 3 b", in whichever form the letters are kept.
    """
    plain = unicodedata.normalize("NFKC", let_in(text)).casefold()
    seen = (sign for sign in unicodedata.normalize("NFC", plain) if unicodedata.category(sign) != "Cf")
    spaced = "".join(sign if sign.isalnum() or unicodedata.combining(sign) else " " for sign in seen)
    return _visible_part(" ".join(_LETTER_BY_DIGIT.sub(" ", spaced).split()))


def say_the_same(one: str, other: str) -> bool:
    """Whether two names or addresses say the same; an empty one says nothing."""
    return bool(words(one)) and words(one) == words(other)


def contains_words(text: str, secret: str) -> bool:
    """Whether the words of `secret` stand in the text, in that order."""
    return bool(words(secret)) and f" {words(secret)} " in f" {words(text)} "


def isolate_direction(text: str) -> str:
    """A name inside other text, where `<bdi>` can't stand: its direction turns nothing around it.

    One that is written from left to right stays as it is.
    """
    turns = any(unicodedata.bidirectional(sign) in ("R", "AL", "AN") for sign in text)
    return f"\u2068{text}\u2069" if turns else text


def _visible_part(text: str) -> str:
    return text if is_visible(text) else ""


def _change_each(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {_change_each(key, change): _change_each(one, change) for key, one in value.items()}
    return [_change_each(one, change) for one in value] if isinstance(value, list | tuple) else value
