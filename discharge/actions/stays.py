"""One open stay a person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import IntegrityError, transaction

from discharge.process import Refused

ALREADY_OPEN = "Personen har redan ett pågående vårdtillfälle. Sök numret igen för att se var."


@contextmanager
def refusing_second_stay() -> Iterator[None]:
    """The database has the last word on one open stay a person; its word becomes ours."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        cause = error.__cause__
        if isinstance(cause, psycopg.Error) and cause.diag.constraint_name == "one_open_stay_per_patient":
            raise Refused(ALREADY_OPEN) from error
        raise
