"""The work list's page: what each unit sees, in which order, at what cost, and with what trace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from discharge.actions import decline_handover, request_handover
from discharge.actions.liability import set_liabilities
from discharge.models import Case, Participation
from discharge.process.outlook import Liability, LiabilityOutlook, Outlook
from discharge.queries import responsible_people
from municipalities.access.acting import acting
from municipalities.models import Assignment
from municipalities.swedish.clock import local_date
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.discharge.worklist import LIST, NOW, counted, named, page, row, shown, stay, tasks

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
HERE = "?lista=inneliggande"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    """The page's clock stands where the stories end."""
    with time_machine.travel(NOW, tick=False):
        yield


class TestWhatEachUnitSees:
    def test_the_parties_of_a_case_see_it_and_nobody_else(self) -> None:
        told = stay()
        for who in (told.nurse, told.coordinator, told.officer):
            assert shown(who, "?lista=inneliggande") == ["Bo Ek"]
        for who in (people.assignment("huddinge"), people.assignment("somatik", "Medicin 61")):
            assert shown(who, "?lista=inneliggande") == []

    def test_a_new_case_is_incoming_to_its_receivers_until_they_have_done_their_part(self) -> None:
        told = stay()
        assert tasks(told.officer) == ["Kvittera 1 meddelande", "Ta emot planeringen"]
        told.acknowledge(told.officer)
        assert tasks(told.officer) == ["Ta emot planeringen"]
        told.take()
        assert tasks(told.officer) == []
        assert tasks(told.nurse) == ["Kvittera 1 meddelande"]

    def test_everybody_starts_with_what_there_is_to_do_and_an_old_address_leads_there(self) -> None:
        told = stay()
        titles = [client_as(who).get(LIST).context["named"].label for who in (told.nurse, told.officer)]
        assert titles == ["Att göra i dag", "Att göra i dag"]
        moved = client_as(told.officer).get(LIST + "?lista=inkomna&track=green")
        assert (moved.status_code, moved.headers["Location"]) == (
            301,
            "/arbetslista/?lista=att-gora&track=green",
        )

    def test_a_closed_case_moves_to_the_closed(self) -> None:
        told = stay()
        told.go_home()
        assert shown(told.officer, "?lista=inneliggande") == []
        assert shown(told.officer, "?lista=avslutade") == ["Bo Ek"]
        assert "Gick hem" in page(told.officer, "?lista=avslutade")

    def test_a_handed_over_case_is_the_next_units(self) -> None:
        told = stay()
        other = people.assignment("huddinge")
        told.send(told.officer, "handover", to=other.unit_id, reason="Personen bor i Huddinge.")
        assert shown(told.officer, "?lista=inneliggande") == []
        assert set(shown(other, "?lista=att-gora")) == {"Bo Ek"}


class TestSorted:
    def test_by_each_column_up_and_down(self) -> None:
        stay(30, person=named("Ö", given_name="Eva"), expected_discharge=None, certainty="unknown")
        stay(60, person=named("Ek")).ready()
        nurse = stay(90, person=named("Åhl")).nurse
        wanted: dict[str, Any] = {
            "namn": ["Bo Ek", "Bo Åhl", "Eva Ö"],
            "inskrivning": ["Bo Åhl", "Bo Ek", "Eva Ö"],
            "klar": "Bo Ek",
            "utskrivning": [..., ..., "Eva Ö"],
        }
        for choice, names in wanted.items():
            found = shown(nurse, f"?lista=inneliggande&ordning={choice}")
            assert shown(nurse, f"?lista=inneliggande&ordning=-{choice}") == found[::-1]
            if isinstance(names, str):
                assert found[0] == names
            else:
                assert [
                    ... if name is ... else said for name, said in zip(names, found, strict=True)
                ] == names
        for choice in ("plats", "steg", "frist"):
            assert sorted(shown(nurse, f"?lista=inneliggande&ordning={choice}")) == sorted(wanted["namn"])

    def test_a_protected_identity_stands_after_all_names(self) -> None:
        stay(person=named("Ada", protected_identity=True))
        nurse = stay(person=named("Öst")).nurse
        assert shown(nurse, "?lista=inneliggande&ordning=namn") == ["Bo Öst", "Skyddad person"]

    def test_a_head_sorts_and_once_more_turns_the_order_round(self) -> None:
        told = stay()
        heads = client_as(told.nurse).get(LIST + "?lista=inneliggande&ordning=namn").context["heads"]
        by_label = {head.label: head for head in heads}
        assert by_label["Person"].aria_sort == "ascending"
        assert by_label["Person"].url == "?lista=inneliggande&ordning=-namn"
        assert by_label["Väntar på"].url == "?lista=inneliggande&ordning=steg"
        assert not by_label["Parter"].url
        text = page(told.nurse, "?lista=inneliggande&ordning=-namn")
        assert 'aria-sort="descending"' in text
        assert '<option value="-namn" selected>Namn, omvänt</option>' in text

    def test_what_has_ended_is_sorted_by_what_it_still_shows(self) -> None:
        told = stay()
        told.go_home()
        heads = client_as(told.officer).get(LIST + "?lista=avslutade").context["heads"]
        assert [head.label for head in heads if head.url] == ["Person", "Enhet", "Inskr."]
        assert shown(told.officer, "?lista=avslutade&ordning=plats") == ["Bo Ek"]
        assert shown(told.officer, "?lista=avslutade&ordning=steg") == ["Bo Ek"]

    def test_an_order_that_there_is_not_is_the_lists_own(self) -> None:
        told = stay()
        assert shown(told.nurse, "?lista=inneliggande&ordning=x") == ["Bo Ek"]


class TestWhatIsChosen:
    def test_each_filter_is_cleared_by_itself_and_all_at_once(self) -> None:
        told = stay()
        address = "?lista=inneliggande&step=1&home_from=2026-01-02&ordning=namn"
        answer = client_as(told.nurse).get(LIST + address)
        urls = {link.label: link.url for link in answer.context["chosen_links"]}
        assert urls == {
            "Steg": "?lista=inneliggande&home_from=2026-01-02&ordning=namn",
            "Beräknad utskrivning från": "?lista=inneliggande&step=1&ordning=namn",
        }
        assert "Rensa alla filter" in answer.content.decode()

    @pytest.mark.parametrize(
        ("asked", "label"),
        [
            ("area=9999", "Kommun eller stadsdel"),
            ("track=x", "Spår"),
            ("step=99", "Steg"),
            ("home_to=i+morse", "Beräknad utskrivning till"),
            # A link of somebody's at another kind of unit.
            ("hospital=x", "Sjukhus"),
        ],
    )
    def test_what_the_unit_cannot_choose_chooses_nothing_and_is_said(self, asked: str, label: str) -> None:
        told = stay()
        answer = client_as(told.nurse).get(LIST + f"?lista=inneliggande&{asked}")
        assert answer.status_code == 200
        assert answer.context["choosing_nothing"] == [label]
        text = " ".join(answer.content.decode().split())
        assert f"väljer under {label} finns inte för er enhet" in text
        assert shown(told.nurse, f"?lista=inneliggande&{asked}") == ["Bo Ek"]


class TestWhatARowSays:
    def test_who_is_next_and_by_when(self) -> None:
        told = stay()
        told.name_contact()
        told.take()
        told.now = NOW - timedelta(hours=3)
        told.ready(sip_needed=False, outpatient_care_needed=False)
        words = row(told.officer, "?lista=inneliggande")
        assert (words.next.who, words.next.what) == ("Ni", "svara")
        assert row(told.nurse, HERE).next.who == "Kommun"
        assert "om 7 h" in page(told.nurse, HERE)

    def test_the_municipalitys_answer_and_the_colour_of_going_home(self) -> None:
        told = stay()
        for what in (told.name_contact, told.take):
            what()
        told.now = NOW - timedelta(hours=3)
        told.ready(sip_needed=False, outpatient_care_needed=False)
        told.reply()
        for who in (told.nurse, told.officer, told.coordinator):
            told.acknowledge(who)
        words = row(told.nurse, HERE)
        assert [(p.label, p.word) for p in words.parties] == [
            ("ni", ""),
            ("öppenvård", ""),
            ("kommun", "tar emot"),
        ]
        assert words.state.word == "Klart för hemgång"
        assert words.responsible == told.officer.user.name
        assert words.ready_days == 0

    def test_a_refusal_is_not_going_home(self) -> None:
        told = stay()
        told.name_contact()
        told.take()
        told.now = NOW - timedelta(hours=3)
        told.ready(sip_needed=False, outpatient_care_needed=False)
        told.send(told.officer, "ready_reply", answer="not_ours", receives_from=None, comment="Huddinge.")
        told.acknowledge(told.nurse)
        words = row(told.nurse, HERE)
        assert words.parties[-1].word == "inte vårt"
        assert words.state.word == "Väntar på andra"

    def test_an_answer_to_an_earlier_notice_is_over(self) -> None:
        told = stay()
        told.ready()
        told.reply()
        told.withdraw()
        told.ready()
        assert row(told.nurse, HERE).parties[-1].word != "tar emot"

    def test_days_ready_and_free_days_left(self) -> None:
        told = stay(hours_ago=72)
        told.ready()
        liability = Liability(LiabilityOutlook(Outlook.WILL_START, local_date(NOW) + timedelta(days=1)), 1)
        with acting(told.nurse):
            set_liabilities({told.case.pk: liability})
        words = row(told.nurse, HERE)
        assert (words.ready_days, words.free_days_left) == (3, 1)
        assert counted(told.nurse)["Ansvar inom 24\u00a0h"] == 1

    def test_a_start_that_a_condition_stands_in_the_way_of_is_not_warned_of(self) -> None:
        told = stay(hours_ago=72)
        told.ready()
        liability = Liability(LiabilityOutlook(Outlook.BARRED, local_date(NOW) + timedelta(days=1)), 1)
        with acting(told.nurse):
            set_liabilities({told.case.pk: liability})
        assert counted(told.nurse)["Ansvar inom 24\u00a0h"] == 0
        assert row(told.nurse, HERE).state.word == "Andra är sena"

    def test_the_expected_day_carries_its_certainty(self) -> None:
        told = stay(expected_discharge=None, certainty="unknown")
        assert row(told.nurse, HERE).certainty_mark == "?"
        assert "okänt" in page(told.nurse, HERE)

    def test_a_protected_person_is_masked_for_everyone(self) -> None:
        told = stay(person=named("Hemlig", given_name="Dolda", protected_identity=True))
        for who in (told.nurse, told.officer, told.coordinator):
            text = page(who, "?lista=inneliggande")
            assert "Skyddad person" in text
            assert "Hemlig" not in text
            assert "Dolda" not in text
            assert "Tenstagången" not in text
            assert told.case.reference in text
        assert row(told.officer, "?lista=inneliggande").place == ("", "")


class TestOrderAndChoice:
    def test_what_is_overdue_comes_first_then_by_deadline(self) -> None:
        for hours, name, ready_ago in ((90, "Utan", None), (80, "Senast", 1), (70, "Försenad", 60)):
            told = stay(hours, person=named(name))
            told.name_contact()
            if ready_ago:
                told.now = NOW - timedelta(hours=ready_ago)
                told.ready(sip_needed=False, outpatient_care_needed=False)
        names = ["Bo Försenad", "Bo Senast", "Bo Utan"]
        assert list(dict.fromkeys(shown(people.assignment("stadsdel"), "?lista=att-gora"))) == names
        assert shown(people.assignment("somatik", "Akutgeriatrik 12"), HERE) == names

    def test_areas_to_choose_from_stand_in_swedish_order(self) -> None:
        for code in ("0188", "0160", "0117", "0136"):  # Norrtälje, Täby, Österåker, Haninge
            stay(person=named("X", municipality=code, district=None))
        form = client_as(people.assignment("somatik", "Akutgeriatrik 12")).get(LIST).context["form"]
        names = [name for _, name in form.fields["area"].choices]
        assert names == ["Alla", "Haninge", "Norrtälje", "Täby", "Österåker"]

    def test_a_ward_chooses_by_where_people_are_going(self) -> None:
        stay(person=named("Hemma"))
        stay(person=named("Borta", municipality="0126", district=None), officer=people.assignment("huddinge"))
        nurse = people.assignment("somatik", "Akutgeriatrik 12")
        assert shown(nurse, f"{HERE}&omrade=&area=0126") == ["Bo Borta"]
        district = people.assignment("stadsdel").unit.district_id
        assert shown(nurse, f"{HERE}&area={district}") == ["Bo Hemma"]

    def test_a_municipality_chooses_by_who_has_the_case(self) -> None:
        taken, free = stay(person=named("Tagen")), stay(person=named("Fri"))
        taken.take()
        query = f"?lista=inneliggande&responsible={taken.officer.user_id}"
        assert shown(taken.officer, query) == ["Bo Tagen"]
        assert shown(free.officer, "?lista=inneliggande&responsible=ingen") == ["Bo Fri"]

    def test_by_step_hospital_day_and_my_own(self) -> None:
        told, other = (
            stay(person=named("Ett")),
            stay(person=named("Två"), expected_discharge=date(2026, 4, 2)),
        )
        told.take()
        step = told.row().step
        assert shown(told.officer, f"{HERE}&step={step}") == ["Bo Ett"]
        assert shown(told.officer, f"{HERE}&responsible=mina") == ["Bo Ett"]
        assert set(shown(told.officer, f"{HERE}&hospital=Danderyds+sjukhus")) == {"Bo Ett", "Bo Två"}
        assert shown(told.officer, f"{HERE}&hospital=S:t+G%C3%B6rans+sjukhus") == []
        assert shown(other.officer, f"{HERE}&home_from=2026-04-01") == ["Bo Två"]
        assert shown(other.officer, f"{HERE}&home_to=2026-04-01") == ["Bo Ett"]
        for strange in ("home_from=x", "home_to=0000-00-00", "step=99", "hospital=x", "responsible=x"):
            assert len(shown(told.officer, f"{HERE}&{strange}")) == 2

    def test_no_filter_tells_where_a_protected_person_lies_or_comes_from(self) -> None:
        """Faults H4 and H5's kind: a list that hides the place does not find by it."""
        open_one = stay(person=named("Öppen"))
        hidden = stay(person=named("Hemlig", protected_identity=True, municipality="0125", district=None))
        case = open_one.row()
        for who, query in (
            (open_one.officer, "hospital=Danderyds+sjukhus"),
            (open_one.coordinator, "hospital=Danderyds+sjukhus"),
            (open_one.coordinator, f"area={case.district_id}"),
            (open_one.nurse, f"area={case.district_id}"),
        ):
            assert len(shown(who, HERE)) == 2
            assert shown(who, f"{HERE}&{query}") == ["Bo Öppen"]
            assert shown(who, f"{HERE}&{query}&ordning=namn") == ["Bo Öppen"]
        for who in (hidden.nurse, hidden.coordinator):
            form = client_as(who).get(LIST + HERE).context["form"]
            assert [value for value, _ in form.fields["area"].choices] == ["", str(case.district_id)]
            assert "Hemlig" not in page(who, f"{HERE}&area=0125")
            assert len(shown(who, f"{HERE}&area=0125")) == 2, "a choice that is none chooses nothing"

    def test_what_waits_since_nobody_knows_when_is_to_be_done_today(self) -> None:
        """As after an upgrade, until the case is folded anew."""
        told = stay()
        with acting(told.officer):
            Participation.objects.filter(case=told.case, unit=told.officer.unit_id).update(unread_since=None)
        assert "Kvittera 1 meddelande" in tasks(told.officer)
        assert tasks(told.officer, "?lista=aldre") == []

    @pytest.mark.parametrize("query", ["track=green", "step=3", "home_from=2026-03-01", "responsible=ingen"])
    def test_every_number_is_that_of_the_rows_with_a_filter(self, query: str) -> None:
        for hours, name in ((4, "Ny"), (60, "Klar"), (90, "Sen"), (900, "Gammal")):
            told = stay(hours, person=named(name))
            if name != "Ny":
                told.ready()
            if name == "Klar":
                told.take()
                told.send(told.nurse, "track_choice", track="green")
        for who in (told.officer, told.coordinator, told.nurse):
            context = client_as(who).get(f"{LIST}?{query}").context
            for link in (*context["band"], context["older"]):
                if link.count is not None:
                    assert len(shown(who, link.url)) == link.count, link.label
        assert tasks(told.officer, "?lista=aldre")

    def test_old_tasks_are_folded_away_and_told_of(self) -> None:
        told = stay(hours_ago=24 * 40)
        told.take()
        assert tasks(told.officer) == []
        assert tasks(told.officer, "?lista=aldre") == ["Kvittera 1 meddelande"]
        assert "Äldre, ej gjort (1)" in page(told.officer)

    def test_rows_to_a_page_and_their_room_are_kept_by_every_link(self) -> None:
        for number in range(27):
            told = stay(hours_ago=100 - number, person=named(f"{number:02}"))
        context = client_as(told.officer).get(f"{LIST}?lista=att-kvittera&rader=25&tathet=luftig").context
        assert len(context["rows"]) == 25
        assert context["pages"].total == "27"
        links = [link.url for link in context["band"]] + [context["pages"].next_url]
        assert all("rader=25" in link and "tathet=luftig" in link for link in links)
        form = page(told.officer, "?lista=att-kvittera&rader=25&tathet=luftig")
        assert '<option value="25" selected>25</option>' in form
        assert '<option value="" selected>50</option>' in page(told.officer, "?lista=att-kvittera")
        assert '<input type="hidden" name="tathet" value="luftig">' in form
        for strange in ("rader=7", "rader=x", "tathet=x"):
            assert len(shown(told.officer, f"?lista=att-kvittera&{strange}")) == 27

    def test_who_has_the_case_is_chosen_by_the_name_that_stands_everywhere(self) -> None:
        told = stay()
        told.take()
        with acting(told.officer):
            chosen = responsible_people(told.officer.unit_id)
        assert chosen == [(str(told.officer.user_id), told.officer.user.name)]

    def test_a_choice_that_is_none_chooses_nothing(self) -> None:
        told = stay()
        for query in ("&area=9999", "&area=x", "&care_type=x", "&responsible=1"):
            assert shown(told.nurse, HERE + query) == ["Bo Ek"]

    @pytest.mark.parametrize("query", ["?lista=x", "?sida=0", "?sida=x", "?sida=99999999", "?sida=-1"])
    def test_a_list_that_is_none_is_not_found(self, query: str) -> None:
        assert client_as(people.assignment("stadsdel")).get(LIST + query).status_code == 404

    def test_every_card_counts_what_it_links_to(self) -> None:
        waiting, late = stay(hours_ago=3, person=named("Ny")), stay(hours_ago=100, person=named("Sen"))
        late.ready()
        officer = people.assignment("stadsdel")
        context = client_as(officer).get(LIST).context
        for link in context["band"]:
            if link.count is not None:
                assert len(shown(officer, link.url)) == link.count, link.label
        numbers = counted(officer)
        assert (numbers["Nya"], numbers["Försenat"], numbers["Utskrivningsklara"]) == (1, 1, 1)
        assert numbers["Att kvittera"] == 2
        assert numbers["Att svara"] == 3
        assert waiting.case.pk != late.case.pk

    def test_fifty_to_a_page(self) -> None:
        for number in range(51):
            stay(hours_ago=100 - number, person=named(f"{number:02}"))
        officer = people.assignment("stadsdel")
        first = client_as(officer).get(LIST + "?lista=att-kvittera")
        assert [r.person.name for r in first.context["rows"]] == [f"Bo {number:02}" for number in range(50)]
        assert first.context["pages"].next_url == "?lista=att-kvittera&sida=2"
        assert shown(officer, "?lista=att-kvittera&sida=2") == ["Bo 50"]
        assert shown(officer, "?lista=att-kvittera&sida=3") == []


class TestCostAndTrace:
    def statements(self, who: Assignment, query: str = "") -> int:
        client = client_as(who)
        client.get(LIST + query)
        with CaptureQueriesContext(connection) as context:
            client.get(LIST + query)
        return len(context)

    @pytest.mark.parametrize("account", ["somatik", "vardcentral", "stadsdel"])
    def test_the_number_of_statements_does_not_grow(self, account: str) -> None:
        who = people.assignment(account)
        first = stay()
        first.take()
        first.ready()
        alone = self.statements(who, "?lista=inneliggande")
        for number in range(6):
            told = stay(hours_ago=70, person=named(f"N{number}", protected_identity=number == 3))
            told.take()
            told.ready()
            told.reply()
        assert self.statements(who, "?lista=inneliggande") == alone
        assert alone <= 20

    def test_a_row_takes_no_template_of_its_own(self) -> None:
        """Neither the row nor anything in it: what is included is what one row includes."""
        who = people.assignment("stadsdel")
        drawn: list[list[str]] = []
        for name in ("A", "B", "C"):
            told = stay(person=named(name))
            told.take()
            told.send(told.nurse, "track_choice", track="green")
            told.ready()
            response = client_as(who).get(LIST + "?lista=inneliggande")
            drawn.append([str(template.name) for template in response.templates])
        assert drawn[0] == drawn[1] == drawn[2]

    def test_one_row_in_the_log_with_the_cases_it_showed(self, admin_connection: psycopg.Connection) -> None:
        cases = {stay(person=named(name)).case.pk for name in ("A", "B")}
        officer = people.assignment("stadsdel")
        page(officer)
        rows = admin_connection.execute(
            "SELECT action, assignment_id, unit_id, case_ids, refused FROM municipalities_access_log"
        ).fetchall()
        assert len(rows) == 1
        action, assignment_id, unit_id, case_ids, refused = rows[0]
        assert (action, assignment_id, unit_id, refused) == ("list", officer.pk, officer.unit_id, False)
        assert set(case_ids) == cases

    def test_the_fragment_is_its_part_of_the_page(self) -> None:
        told = stay()
        client = client_as(told.officer)
        whole = client.get(LIST).content.decode()
        fragment = client.get(LIST, headers={"HX-Request": "true"}).content.decode()
        listing = _without_tokens(fragment[fragment.index('<div id="listing"') :])
        assert listing.strip() in _without_tokens(whole)
        assert "<html" not in fragment


def _without_tokens(html: str) -> str:
    """CSRF tokens are salted anew each time."""
    marker = 'name="csrfmiddlewaretoken" value="'
    head, *tails = html.split(marker)
    return head + "".join(marker + tail.partition('"')[2] for tail in tails)


class TestActionsInTheRow:
    def test_acknowledging_without_script_leads_back_to_the_list(self) -> None:
        told = stay()
        client = client_as(told.officer)
        address = reverse("discharge:acknowledge", args=[told.case.pk])
        response = client.post(address, {"next": f"{LIST}?lista=att-kvittera"})
        assert response.headers["Location"] == f"{LIST}?lista=att-kvittera"
        assert shown(told.officer, "?lista=att-kvittera") == []

    def test_a_ward_that_asks_for_a_case_is_shown_on_top(self) -> None:
        told = stay()
        asker = people.assignment("somatik", "Medicin 61")
        with acting(asker):
            assert request_handover(by=asker, number=told.person.number.value, now=NOW)
        text = page(told.nurse)
        assert "Andra avdelningar vill ta över" in text
        assert "Medicin 61, Danderyds sjukhus har personen hos sig" in text
        assert reverse("discharge:send", args=[told.case.pk, "transfer"]) in text
        assert "Andra avdelningar" not in page(asker)
        with acting(told.nurse):
            request = client_as(told.nurse).get(LIST).context["requests"][0]
            decline_handover(by=told.nurse, request_id=request.id, now=NOW)
        assert "Andra avdelningar" not in page(told.nurse)

    def test_only_a_ward_registers(self) -> None:
        told = stay()
        assert reverse("discharge:new") in page(told.nurse)
        assert reverse("discharge:new") not in page(told.officer)


class TestBackWhereOneWas:
    def test_f11_new_are_not_those_that_the_reader_has_registered(self) -> None:
        told = stay(hours_ago=2)
        assert counted(told.nurse)["Nya"] == 0
        assert shown(told.nurse, "?lista=nya") == []
        assert counted(told.officer)["Nya"] == 1

    def test_f9_tabs_and_cards_keep_the_filter_and_count_what_it_leaves(self) -> None:
        told = stay()
        told.send(told.nurse, "track_choice", track="green")
        stay(hours_ago=24, person=named("Annan"))
        context = client_as(told.nurse).get(LIST + "?lista=inneliggande&track=green").context
        links = context["band"]
        assert all("track=green" in link.url for link in links)
        assert next(link.count for link in links if link.label == "Inneliggande") == 1

    def test_f9_the_case_leads_back_to_the_list_at_its_row_and_only_for_its_unit(self) -> None:
        told = stay()
        client = client_as(told.nurse)
        case = reverse("discharge:case", args=[told.case.pk])
        assert 'href="/"' in client.get(case).content.decode()
        client.get(LIST + "?lista=inneliggande&track=&sida=1")
        client.get(LIST + "?lista=inneliggande&utskrift=1")
        back = reverse("discharge:back-to-list", args=[told.case.pk])
        assert f'href="{back}"' in client.get(case).content.decode()
        at_its_row = f"/arbetslista/?lista=inneliggande&track=&sida=1#case-{told.case.pk}"
        assert client.get(back).headers["Location"] == at_its_row
        officer = client_as(told.officer)
        assert "lista=inneliggande" not in officer.get(case).content.decode()
        assert officer.get(back).headers["Location"] == LIST

    def test_f9_a_form_leads_back_to_the_page_that_it_was_opened_on(self) -> None:
        told = stay()
        client = client_as(told.officer)
        form = reverse("discharge:send", args=[told.case.pk, "take"])
        for wanted, leads_to in (("/placeringar/", "/placeringar/"), ("https://elsewhere.example/", None)):
            address = leads_to or reverse("discharge:case", args=[told.case.pk])
            assert f'href="{address}" data-cancel' in client.get(form, {"next": wanted}).content.decode()

    def test_f11_a_page_that_shows_nothing_says_where_to_go(self) -> None:
        told = stay()
        for address, status in ((LIST + "?lista=ingen", 404), (reverse("discharge:log"), 403)):
            response = client_as(told.nurse).get(address)
            assert response.status_code == status
            assert ">Till startsidan<" in response.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_list_is_only_read(method: str) -> None:
    client: Client = client_as(people.assignment("stadsdel"))
    assert getattr(client, method)(LIST).status_code == 405
    with acting(people.assignment("stadsdel")):
        assert Case.objects.count() == 0
