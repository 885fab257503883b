"""What differs between two texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from discharge.presenters.messages.differences import MOST_WORDS, Change, Piece, find_differences

TEXTS = st.text(alphabet="ab \nåÄ", max_size=60)


def joined(pieces: list[Piece], *but: Change) -> str:
    return "".join(piece.text for piece in pieces if piece.change not in but)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_out_of_it(old: str, new: str) -> None:
    pieces = find_differences(old, new)
    assert joined(pieces, Change.ADDED) == old
    assert joined(pieces, Change.REMOVED) == new
    assert all(piece.text for piece in pieces)


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert {piece.change for piece in find_differences(text, text)} <= {Change.SAME}


def test_word_by_word() -> None:
    assert find_differences("Anna behöver hjälp i hemmet.", "Anna behöver mycket hjälp hemma.") == [
        Piece(Change.SAME, "Anna behöver"),
        Piece(Change.ADDED, " mycket"),
        Piece(Change.SAME, " hjälp"),
        Piece(Change.REMOVED, " i hemmet."),
        Piece(Change.ADDED, " hemma."),
    ]


def test_what_is_too_long_is_compared_line_by_line() -> None:
    same, old, new = "a " * MOST_WORDS + "\n", "gammal rad", "ny rad"
    assert find_differences(same + old, same + new) == [
        Piece(Change.SAME, same),
        Piece(Change.REMOVED, old),
        Piece(Change.ADDED, new),
    ]
