"""The API's door: JSON of a bounded depth, its texts let in. Django bounds the size of the body."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser as PlainParser

from municipalities.door import limits, reading, texts


class JSONParser(PlainParser):
    """Raises ParseError."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            found = reading.refuse_too_deep(super().parse(stream, media_type, parser_context))
        except (reading.TooDeep, RecursionError):
            raise ParseError(f"Anropets JSON ligger i fler än {limits.JSON_DEPTH} nivåer.") from None
        return texts.let_in_all(found)
