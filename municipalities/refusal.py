"""What an action raises when it may not be done. Pure: no Django."""

from __future__ import annotations


class Refused(Exception):
    """An action that the rules do not allow: says in Swedish what is missing and what to do.

    `problems` holds what is wrong with single fields, by name; empty when the whole action is refused.
    """

    def __init__(self, message: str = "", problems: dict[str, str] | None = None) -> None:
        self.message = message or "Rätta de markerade fälten."
        self.problems = problems or {}
        super().__init__(self.message)
