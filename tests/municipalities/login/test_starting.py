"""As which assignment a user starts."""

from __future__ import annotations

from uuid import UUID

import pytest

from municipalities.login.previous_user import PreviousUser
from municipalities.login.start_page import assignment_to_start_as
from municipalities.models import Assignment

WARD, CLINIC, SHARED = "SE2321000016-W", "SE2321000016-C", "SE2321000016-S"


def mine(*commissions: str) -> list[Assignment]:
    return [Assignment(id=UUID(int=number), hsa_id=hsa_id) for number, hsa_id in enumerate(commissions)]


@pytest.mark.parametrize(
    ("has", "named", "starts_as"),
    [
        ([WARD, CLINIC], [CLINIC], 1),
        ([WARD, CLINIC], [], None),
        ([WARD, CLINIC], [WARD, CLINIC], None),
        ([WARD, CLINIC], [SHARED], None),
        ([WARD], [SHARED], None),
        ([WARD], [], 0),
        ([""], [], 0),
        ([SHARED, SHARED], [SHARED], None),
        ([], [WARD], None),
        ([], [], None),
    ],
)
def test_the_named_one_or_the_only_one(has: list[str], named: list[str], starts_as: int | None) -> None:
    chosen = assignment_to_start_as(mine(*has), commissions=named, last=None, user_id="1")
    assert (chosen.pk if chosen else None) == (None if starts_as is None else UUID(int=starts_as))


@pytest.mark.parametrize(("user", "expected"), [("1", UUID(int=1)), ("2", None)])
def test_after_an_ended_session_the_same_person_goes_on_at_the_same_unit(
    user: str, expected: UUID | None
) -> None:
    last = PreviousUser("1", str(UUID(int=1)))
    chosen = assignment_to_start_as(mine(WARD, CLINIC), commissions=[], last=last, user_id=user)
    assert (chosen.pk if chosen else None) == expected


def test_but_never_as_an_assignment_that_is_no_longer_theirs() -> None:
    last = PreviousUser("1", str(UUID(int=7)))
    assert assignment_to_start_as(mine(WARD, CLINIC), commissions=[], last=last, user_id="1") is None
