"""What the database has the last word on: one open stay a person, one message a form.

Each is asked within an action, which is undone as a whole when it is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import psycopg
from django.db import IntegrityError

from discharge.process import Refused

ALREADY_OPEN = "Personen har redan ett pågående vårdtillfälle. Sök numret igen för att se var."


ALREADY_USED = "Formuläret har redan skickats i ett annat ärende. Öppna det igen."


def refusing_second_stay() -> AbstractContextManager[None]:
    """Raises Refused where the person has an open stay."""
    return _refusing_for("one_open_stay_per_patient", ALREADY_OPEN)


def refusing_used_form() -> AbstractContextManager[None]:
    """Raises Refused where the form's id is another message's, perhaps in a case that the unit can't see."""
    return _refusing_for("discharge_message_submission_key", ALREADY_USED)


@contextmanager
def _refusing_for(constraint: str, message: str) -> Iterator[None]:
    """The database's word becomes ours; the transaction is not gone on with."""
    try:
        yield
    except IntegrityError as error:
        cause = error.__cause__
        if isinstance(cause, psycopg.Error) and cause.diag.constraint_name == constraint:
            raise Refused(message) from error
        raise
