"""A number that has been looked up, carried through the form as a signed value: never in an address."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.utils import timezone

from discharge.persons.identity_numbers import IdentityNumber, parse
from municipalities.models import Assignment
from municipalities.swedish.clock import local_date

SALT = "discharge.checked_number"
#: After this the person may have been admitted elsewhere, and the number is looked up again.
FRESH = timedelta(hours=1)


class NotChecked(Exception):
    """The value was not signed by us."""


def sign(number: IdentityNumber, by: Assignment) -> str:
    return signing.dumps([number.value, str(by.pk)], salt=SALT)


def read(signed: str) -> IdentityNumber:
    """The number in a signed value, whoever looked it up and when. Raises NotChecked."""
    try:
        value, _ = signing.loads(signed, salt=SALT)
    except signing.BadSignature:
        raise NotChecked from None
    return parse(value, local_date(timezone.now()))


def is_fresh(signed: str, by: Assignment) -> bool:
    """Whether this very assignment looked the number up, lately."""
    try:
        _, assignment = signing.loads(signed, salt=SALT, max_age=FRESH)
    except signing.SignatureExpired:
        return False
    return assignment == str(by.pk)
