"""What lists ask the database of liability, against the one judgement of it (`LiabilityOutlook`)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from discharge.actions import set_liability
from discharge.models import Participation
from discharge.presenters.states import LIABLE, LIABLE_IF, LIABLE_SOON, OURS, STATES, situation_of, state_of
from discharge.process.outlook import Liability, LiabilityOutlook, Outlook
from discharge.queries.lists.candidates import COLUMNS, Candidate
from discharge.queries.named_lists import LISTS, Times
from municipalities.access.acting import acting
from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db
START = date(2026, 3, 12)
CALL = ("sip_call_pending",)
OUTLOOKS = [
    LiabilityOutlook(),
    LiabilityOutlook(Outlook.WILL_START, START),
    LiabilityOutlook(Outlook.PENDING, START, ("outpatient_care_unknown",)),
    *(LiabilityOutlook(Outlook.PENDING, START, CALL, START + timedelta(days=days)) for days in (-1, 0, 3)),
    LiabilityOutlook(Outlook.BARRED, START),
    LiabilityOutlook(Outlook.BARRED),
]
#: So many colours are told apart by the order; the rest come last together.
IN_ORDER = STATES.index(OURS) + 1


@pytest.mark.parametrize("username", ["stadsdel", "huddinge"])
def test_cards_and_order_ask_what_the_judgement_says(username: str) -> None:
    """Of Stockholm's case for an office of Stockholm, and for one of Huddinge, which it does not concern."""
    officer, ours = people.assignment(username), username == "stadsdel"
    told = Stay(now=datetime.combine(START - timedelta(days=3), time(9), STOCKHOLM), officer=officer)
    mine = Participation.objects.filter(case=told.case, unit_id=told.officer.unit_id).select_related(
        "case__payer", "unit"
    )
    shown = set()
    for outlook in OUTLOOKS:
        with acting(told.officer):
            set_liability(told.case.pk, Liability(outlook, None))
        for days in range(-3, 5):
            now = datetime.combine(START + timedelta(days=days), time(9), STOCKHOLM)
            with acting(told.officer):
                part, candidate = (
                    mine.get(),
                    Candidate.of_row(mine.values_list(*COLUMNS).get(), of_task=False),
                )
                liable, tomorrow = (
                    mine.filter(LISTS[name].holds(Times.at(now))).exists()
                    for name in ("ansvar-pagar", "betalningsansvar")
                )
            tag = state_of(situation_of(part.case, part, {}), now)
            judged = outlook.on(now.date())
            assert candidate.urgency_at(now) - 1 == min(STATES.index(tag), IN_ORDER), (outlook, now)
            assert liable == (ours and judged.outlook is Outlook.STANDS) == (tag is LIABLE)
            assert tomorrow == (ours and judged.outlook is Outlook.WILL_START and judged.is_near(now.date()))
            shown.add(tag)
    assert ({LIABLE, LIABLE_SOON, LIABLE_IF} <= shown) is ours
    assert ours or not {LIABLE, LIABLE_SOON, LIABLE_IF} & shown
