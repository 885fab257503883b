"""A unit whose part has ended reads what was its own, and nothing that came after."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.contrib.postgres.fields import ArrayField
from django.db import ProgrammingError, connection
from django.db.models import Model, fields
from django.test.utils import isolate_apps
from django.urls import reverse

from discharge import actions, queries
from discharge.models import Case, CaseFacts, Message, Participation, Receipt, Recipient
from discharge.process import Refused
from discharge.queries import seen
from municipalities.access.acting import acting
from municipalities.models import Assignment
from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
NOW = datetime(2026, 3, 16, 9, 0, tzinfo=STOCKHOLM)


class Moved(Stay):
    """A stay that has gone on to another ward, where the patient has become ready."""

    def __init__(self) -> None:
        super().__init__(now=NOW - timedelta(days=2))
        self.new_ward = people.assignment_at("Stroke 72")
        self.take()
        self.send(self.nurse, "transfer", to=self.new_ward.unit_id, reason="Stroke.")
        self.moved_at = self.now
        self.old_ward, self.nurse = self.nurse, self.new_ward
        self.ready()

    def seen_by(self, who: Assignment) -> list[str]:
        with acting(who):
            return list(Message.objects.order_by("sent_at").values_list("type", flat=True))


@pytest.fixture
def told() -> Moved:
    return Moved()


class TestInTheDatabase:
    def test_the_old_ward_reads_until_the_transfer_and_the_new_one_all(self, told: Moved) -> None:
        assert told.seen_by(told.old_ward) == ["admission_notice", "take", "transfer"]
        assert told.seen_by(told.new_ward) == ["admission_notice", "take", "transfer", "ready_notice"]

    def test_nor_does_it_see_who_received_and_acknowledged_later(self, told: Moved) -> None:
        told.acknowledge(told.officer)
        with acting(told.old_ward):
            assert set(Recipient.objects.values_list("message__type", flat=True)) <= {
                "admission_notice",
                "take",
                "transfer",
            }
            assert Receipt.objects.filter(recipient__message__sent_at__gt=told.moved_at).count() == 0
            assert CaseFacts.objects.count() == 0
        with acting(told.officer):
            assert Receipt.objects.count() == 3
            assert CaseFacts.objects.count() == 1

    def test_it_acknowledges_what_it_had_and_changes_nothing_else(self, told: Moved) -> None:
        assert told.acknowledge(told.old_ward) == 1
        assert told.state().parts[told.old_ward.unit_id].unacknowledged == 0

    def test_it_writes_nothing_more(self, told: Moved) -> None:
        with pytest.raises(ProgrammingError, match="row-level security"), acting(told.old_ward):
            Message(
                case=told.case,
                type="ready_notice",
                sender=told.old_ward,
                sender_unit=told.old_ward.unit,
                sent_at=told.now,
                facts={},
                content={},
                submission=uuid4(),
            ).save(force_insert=True)

    def test_nor_brings_in_others(self, told: Moved) -> None:
        with pytest.raises(ProgrammingError, match="row-level security"), acting(told.old_ward):
            connection.cursor().execute(
                """INSERT INTO discharge_participation (id, case_id, patient_id, unit_id, party, since,
                       active, in_hospital, to_acknowledge, to_answer, next_type, admitted_at)
                   VALUES (%s, %s, %s, %s, 'municipal', now(), true, true, 0, 0, '', now())""",
                [uuid4(), told.case.pk, told.case.patient_id, people.assignment("huddinge").unit_id],
            )

    def test_nor_corrects_what_it_said(self, told: Moved) -> None:
        with acting(told.old_ward), pytest.raises(Refused, match="överlämnad"):
            actions.correct(
                by=told.old_ward,
                case_id=told.case.pk,
                message_id=Message.objects.get(type="admission_notice").pk,
                values={"certainty": "unknown"},
                submission=uuid4(),
                now=told.now,
            )

    def test_a_case_that_comes_back_is_read_in_full(self, told: Moved) -> None:
        told.send(told.new_ward, "transfer", to=told.old_ward.unit_id, reason="Åter.")
        assert len(told.seen_by(told.old_ward)) == 5
        assert told.seen_by(told.new_ward)[-1] == "transfer"


class TestOnPages:
    @pytest.fixture(autouse=True)
    def _clock(self) -> Any:
        with time_machine.travel(NOW, tick=False):
            yield

    def test_the_case_page_shows_the_case_as_it_was(self, told: Moved) -> None:
        page = client_as(told.old_ward).get(reverse("discharge:case", args=[told.case.pk]))
        words = page.context["words"]
        assert words.state.word == "Er del är avslutad"
        assert (words.tasks, words.choices, page.context["panels"]) == ([], [], [])
        assert "Ni ser det som det var då" in page.text
        said = [message.type for step in words.steps for message in step.messages]
        assert "ready_notice" not in said
        assert "Dr Alm" not in page.text
        assert "Utskrivningsklar sedan" not in page.text

    def test_the_case_page_lets_it_acknowledge_what_it_had_and_asks_nothing_of_it(self, told: Moved) -> None:
        page = client_as(told.old_ward).get(reverse("discharge:case", args=[told.case.pk]))
        assert "Kvittera 1 meddelande<" in page.text
        assert "ska kvittera" not in page.text

    def test_no_filter_tells_what_the_list_does_not(self, told: Moved) -> None:
        """Neither who pays for the case today nor its track, whatever the unit's other cases let it ask."""
        with acting(told.new_ward):
            Case.objects.filter(pk=told.case.pk).update(track="green")
            case = Case.objects.get(pk=told.case.pk)
        asked: list[dict[str, str]] = [{}, {"track": case.track}, {"area": str(case.payer_id)}]
        asked.append({"area": str(case.district_id)})
        with acting(told.old_ward):
            found = [
                queries.worklist(
                    told.old_ward,
                    queries.Ordered(queries.LISTS["avslutade"]),
                    queries.Filters(**filters),
                    number=1,
                    now=NOW,
                ).rows
                for filters in asked
            ]
        assert case.payer_id
        assert case.district_id
        assert [len(rows) for rows in found] == [1, 0, 0, 0]

    def test_the_list_tells_nothing_but_that_the_part_has_ended(self, told: Moved) -> None:
        page = client_as(told.old_ward).get("/arbetslista/?lista=avslutade")
        [row] = page.context["rows"]
        assert (row.ended.how, row.ended.at) == ("lämnat", told.moved_at)
        assert row.state.word == "Er del är avslutad"
        assert (row.parties, row.next, row.ready_days, row.step) == ([], None, None, "")
        assert told.new_ward.unit.name not in page.text

    def test_the_api_neither(self, told: Moved) -> None:
        client = client_as(told.old_ward)
        [row] = client.get("/api/cases/?list=avslutade").json()["results"]
        assert (row["case"]["ready_at"], row["case"]["ward"]) == (None, None)
        case = client.get(f"/api/cases/{told.case.pk}/").json()
        assert case["case"]["ready_at"] is None
        assert [message["type"] for message in case["messages"]][-1] == "transfer"

    def test_a_form_is_refused_with_what_to_do(self, told: Moved) -> None:
        page = client_as(told.old_ward).get(reverse("discharge:send", args=[told.case.pk, "discharge"]))
        assert "den som tog över skriver i det" in page.text

    def test_the_new_ward_sees_what_it_took_over(self, told: Moved) -> None:
        with acting(told.new_ward):
            file = queries.case_file(queries.open_case(told.new_ward, told.case.pk))
        assert file.case.seen_until is None
        assert len(file.messages) == 4


class TestNewColumns:
    """Fault H3 and house-1: hiding named what to hide, so that a new column was shown by default."""

    @pytest.fixture
    def invented(self) -> Any:
        """Models of a row with a column of every kind that nobody has listed."""
        with isolate_apps("discharge"):

            class Row(Model):
                id = fields.IntegerField(primary_key=True)
                reference = fields.CharField(max_length=10)
                told = fields.CharField(max_length=10)
                state = fields.CharField(max_length=10, choices=[("none", "Inget")], default="none")
                counted = fields.PositiveSmallIntegerField(default=1)
                is_so = fields.BooleanField(default=True)
                at = fields.DateTimeField(null=True)
                codes = ArrayField(fields.CharField(max_length=10), default=list)

                class Meta:
                    app_label = "discharge"

                def __str__(self) -> str:
                    return self.reference

            return Row

    def test_h3_an_invented_column_is_blank_until_it_is_listed(self, invented: Any) -> None:
        row = invented(
            id=1, reference="A", told="x", state="liable", counted=7, is_so=True, at=NOW, codes=["sip"]
        )
        then = {"told": "then", "counted": 3}
        seen.as_it_was(row, then)
        assert (row.id, row.reference) == (1, "A")
        assert (row.told, row.state, row.counted, row.is_so, row.at, row.codes) == (
            "", "none", 0, False, None, [],
        )  # fmt: skip

    def test_h3_nothing_that_billing_writes_is_shown(self, told: Moved) -> None:
        case = told.row()
        case.starts_on, case.free_days_left = NOW.date(), 1
        case.liability_state, case.liability_missing = "liable", ["sip_call_missing"]
        for hidden in (seen.veil_case, lambda case: seen.as_it_was(case, {"liability_missing": ["x"]})):
            hidden(case)
            assert [case.starts_on, case.free_days_left] == [None, None]
            assert str(case.liability_state) == "none"
            assert case.liability_missing == []

    def test_h3_what_is_listed_is_a_column(self) -> None:
        """And what the fold says of a case and its parts has been judged: listed, or hidden on purpose."""
        columns = {field.attname for field in Case._meta.concrete_fields}
        assert columns >= seen.case_on_page()
        assert {field.attname for field in Participation._meta.concrete_fields} >= seen.part_on_page()


class TestWhatRestsOnConsent:
    def told(self) -> Stay:
        stay = Stay(now=NOW - timedelta(days=1))
        stay.consent("planning", "inpatient")
        stay.report_status()
        return stay

    def readers(self, who: Assignment) -> int:
        with acting(who):
            return Message.objects.filter(type="status_report").count()

    def test_it_is_read_by_the_party_that_was_consented_to(self) -> None:
        stay = self.told()
        read = [self.readers(who) for who in (stay.officer, stay.nurse, stay.coordinator)]
        assert read == [1, 1, 0]

    def test_and_by_the_next_ward(self) -> None:
        stay = self.told()
        ward = people.assignment_at("Stroke 72")
        stay.send(stay.nurse, "transfer", to=ward.unit_id, reason="Stroke.")
        assert self.readers(ward) == 1

    def test_the_database_says_so_whatever_is_asked(self) -> None:
        stay = self.told()
        with acting(stay.coordinator), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM discharge_message WHERE content::text LIKE '%Hemtjänst%'")
            assert cursor.fetchone() == (0,)

    def test_without_consent_it_is_refused(self) -> None:
        stay = Stay(now=NOW - timedelta(days=1))
        with pytest.raises(Refused, match="Inhämta patientens samtycke"):
            stay.report_status()

    def test_after_a_withdrawal_nothing_more_is_told(self) -> None:
        stay = self.told()
        said = {"information": "all", "party": "all", "said": "Sagt i telefon."}
        stay.send(stay.officer, "consent_withdrawal", **said)
        with pytest.raises(Refused, match="Samtycke saknas"):
            stay.report_status()
