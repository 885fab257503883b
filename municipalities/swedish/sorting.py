"""Swedish alphabetical order, without a collation in the database."""

import unicodedata

# Å, Ä and Ö are letters of their own after Z; these code points sort there and nowhere else.
_LETTERS = str.maketrans({"å": "{1", "ä": "{2", "æ": "{2", "ö": "{3", "ø": "{3", "ü": "y"})


def sort_key(name: str) -> str:
    """A text that sorts by code point as `name` sorts in Swedish (case and other accents ignored)."""
    swedish = unicodedata.normalize("NFC", name).casefold().translate(_LETTERS)
    decomposed = unicodedata.normalize("NFD", swedish)
    return "".join(c for c in decomposed if not unicodedata.combining(c))
