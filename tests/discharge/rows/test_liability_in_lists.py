"""Liability in the work list and the case's head: one judgement, and whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from discharge.actions.liability import set_liabilities
from discharge.process.outlook import Liability, LiabilityOutlook, Outlook
from municipalities.access.acting import acting
from municipalities.models import Assignment
from municipalities.swedish.clock import local_date
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.discharge.worklist import LIST, NOW, counted, named, page, row, shown, stay
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    """The page's clock stands where the stories end."""
    with time_machine.travel(NOW, tick=False):
        yield


class TestOneJudgementOfLiability:
    """Faults B2 and F7: what the row says, the cards count and the order follows is one and the same."""

    #: By family name: the outlook, as judged some days ago, and the tag of today.
    OUTLOOKS = {
        "Pågår": (Outlook.STANDS, -3, (), None, "Betalningsansvar"),
        "Idag": (Outlook.WILL_START, 0, (), None, "Betalningsansvar"),
        "Imorgon": (Outlook.WILL_START, 1, (), None, "Ansvar i morgon"),
        "Prövas": (Outlook.PENDING, 0, ("sip_call_pending",), 0, "Ansvar inte klart"),
        "Öppenvård": (Outlook.PENDING, -2, ("outpatient_care_unknown",), None, "Ansvar inte klart"),
        "Senare": (Outlook.WILL_START, 4, (), None, "Väntar på oss"),
        "Förbi": (Outlook.PENDING, -1, ("sip_call_pending",), -1, "Väntar på oss"),
        "Aldrig": (Outlook.BARRED, -1, (), None, "Väntar på oss"),
        "Inga": (Outlook.NONE, None, (), None, "Väntar på oss"),
    }

    def told(self) -> Assignment:
        today = local_date(NOW)
        for hours, (name, said) in enumerate(self.OUTLOOKS.items()):
            outlook, starts, missing, due, _ = said
            told = stay(hours_ago=60 - hours, person=named(name))
            told.name_contact()
            day = None if starts is None else today + timedelta(days=starts)
            due_on = None if due is None else today + timedelta(days=due)
            with acting(told.nurse):
                judged = LiabilityOutlook(outlook, day, missing, due_on)
                set_liabilities({told.case.pk: Liability(judged, 0)})
        return told.officer

    def test_b2_tag_cards_and_order_agree(self) -> None:
        officer = self.told()
        rows = client_as(officer).get(f"{LIST}?lista=inneliggande").context["rows"]
        tags = {row.person.name.removeprefix("Bo "): row.state.word for row in rows}
        assert tags == {name: said[-1] for name, said in self.OUTLOOKS.items()}
        in_order = [row.state.word for row in rows]
        assert in_order == sorted(in_order, key=list(dict.fromkeys(tags.values())).index)

        counts = counted(officer)
        for card, word in (("ansvar-pagar", "Betalningsansvar"), ("betalningsansvar", "Ansvar i morgon")):
            names = sorted(f"Bo {name}" for name, tag in tags.items() if tag == word)
            assert sorted(shown(officer, f"?lista={card}")) == names
        assert counts["Ansvar pågår"] == 2
        assert counts["Ansvar inom 24\u00a0h"] == 1

    def test_f7_running_liability_comes_before_what_is_late(self) -> None:
        officer = self.told()
        late = stay(hours_ago=70, person=named("Försenad"))
        late.name_contact()
        late.now = NOW - timedelta(hours=30)
        late.ready(sip_needed=False, outpatient_care_needed=False)
        with acting(late.nurse):
            set_liabilities({late.case.pk: Liability(LiabilityOutlook(), None)})
        for query in ("?lista=inneliggande", "?lista=att-gora", "?lista=att-svara"):
            assert list(dict.fromkeys(shown(officer, query)))[:4] == [
                "Bo Pågår",
                "Bo Idag",
                "Bo Försenad",
                "Bo Imorgon",
            ], query


class TestAnotherMunicipalitysLiability:
    """An office that does not pay is told whose the liability is, and not that it is late with it."""

    def told(self, officer: Assignment, **changes: Any) -> Stay:
        told = stay(hours_ago=24 * 6, officer=officer, **changes)
        told.name_contact()
        told.ready(sip_needed=False, outpatient_care_needed=False)
        return self.judged(told, Outlook.STANDS)

    def judged(self, told: Stay, outlook: Outlook) -> Stay:
        with acting(told.nurse):
            judged = LiabilityOutlook(outlook, local_date(NOW) - timedelta(days=2))
            set_liabilities({told.case.pk: Liability(judged, 0)})
        return told

    def of_stockholm_at_huddinge(self) -> Stay:
        """Huddinge's office has done all that is its own; the payer's has not answered."""
        told, payers = self.told(people.assignment("huddinge")), people.assignment("stadsdel")
        told.send(told.nurse, "participant_added", to=payers.unit_id, reason="De betalar.")
        for what in (told.take, told.reply):
            what()
        told.acknowledge(told.officer)
        return self.judged(told, Outlook.STANDS)

    def test_it_is_named_and_no_task_of_ours(self) -> None:
        told = self.of_stockholm_at_huddinge()
        words = row(told.officer, "?lista=inneliggande")
        assert words.state.word == "Stockholms ansvar"
        assert words.liability.startswith("Stockholms betalningsansvar sedan ")
        assert words.next.who == people.assignment("stadsdel").unit.name
        assert words.next.deadline is None
        assert counted(told.officer)["Ansvar pågår"] == 0
        assert shown(told.officer, "?lista=ansvar-pagar") == []
        assert "försenad" not in page(told.officer, "?lista=inneliggande").replace("Försenade", "")
        head = client_as(told.officer).get(reverse("discharge:case", args=[told.case.pk]))
        assert head.context["words"].state.word == "Stockholms ansvar"

    def test_the_payer_and_the_ward_see_it_as_before(self) -> None:
        told = self.of_stockholm_at_huddinge()
        for who, line in (
            (told.nurse, "Stockholms betalningsansvar"),
            (people.assignment("stadsdel"), "Ni betalar"),
        ):
            words = row(who, "?lista=inneliggande")
            assert words.state.word == "Betalningsansvar"
            assert words.liability.startswith(f"{line} sedan ")
            assert counted(who)["Ansvar pågår"] == 1

    def test_two_offices_are_told_apart(self) -> None:
        told = self.of_stockholm_at_huddinge()
        words = row(told.nurse, "?lista=inneliggande")
        names = {told.officer.unit.name, people.assignment("stadsdel").unit.name}
        assert {party.label for party in words.parties} == {"ni", "öppenvård", *names}
        assert words.next.who in names

    def test_head_list_and_filter_name_the_payer(self) -> None:
        told = self.told(people.assignment("stadsdel"), placed_by="0127", placing_district=None)
        assert row(told.nurse, "?lista=inneliggande").place == ("Botkyrka", "")
        assert shown(told.nurse, "?lista=inneliggande&area=0127") == ["Bo Ek"]
        head = client_as(told.nurse).get(reverse("discharge:case", args=[told.case.pk])).context["words"]
        assert head.person.area == "Botkyrka"

    def test_that_it_never_starts_stands_on_the_row(self) -> None:
        told = self.told(people.assignment("stadsdel"))
        self.judged(told, Outlook.BARRED)
        for who in (told.nurse, told.coordinator, told.officer):
            assert row(who, "?lista=inneliggande").liability == "Betalningsansvar inträder inte"
