"""What is said of the ways in to an account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from municipalities.models import LoginEvent
from municipalities.swedish.clock import moment_words


def guesses_words(guesses: Sequence[LoginEvent], now: datetime) -> str:
    """Tells the holder that others have tried; at least one has."""
    often = "en gång" if len(guesses) == 1 else f"{len(guesses)} gånger"
    return (
        f"Fel lösenord har skrivits för ditt konto {often} från en annan plats sedan du loggade in förra "
        f"gången, senast {moment_words(guesses[-1].at, now)}. Var det inte du: välj ett nytt lösenord under "
        "Din inloggning."
    )
