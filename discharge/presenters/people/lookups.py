"""What is said when numbers are looked up."""

from __future__ import annotations

from discharge.queries.lookups.lookup import TooMany
from municipalities.swedish.clock import clock_words, local


def too_many(limit: TooMany) -> str:
    return f"Du har sökt många nummer på kort tid. Försök igen klockan {clock_words(local(limit.until))}."
