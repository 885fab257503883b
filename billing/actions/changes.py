"""How settings are changed: refused at the field, and once more where the database says no."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from billing.rulebook import rules_version
from discharge.process import Refused

CHANGED_MEANWHILE = (
    "Villkor eller dygnsbelopp har ändrats sedan du granskade. Det du har skrivit är kvar. Granska igen."
)


def refuse_unseen(seen: UUID) -> None:
    """Raises Refused, when somebody has changed terms or rates since (docs/decisions/0036)."""
    if rules_version() != seen:
        raise Refused(CHANGED_MEANWHILE)


@contextmanager
def or_refused(refuse: Callable[[], object]) -> Iterator[None]:
    """Asks what hinders it; and once more if the database says no, since then somebody was faster."""
    refuse()
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        refuse()
        raise


def save(row: models.Model) -> None:
    """Raises Refused with what the fields don't allow, by field."""
    try:
        row.clean_fields()
    except ValidationError as error:
        raise Refused(problems={name: texts[0] for name, texts in error.message_dict.items()}) from None
    row.save()
