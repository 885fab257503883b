"""A derived column is a row of `process/columns.py`: what the fold writes, is granted and is shown of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from discharge.database.derived import write_function
from discharge.models import Case, Participation
from discharge.process import columns
from discharge.process.columns import CASE, CASE_LIABILITY, PART, TABLES, Column, Seen
from discharge.process.judging.urgency import NEVER
from discharge.process.outlook import Liability, LiabilityOutlook, Outlook
from discharge.process.parts.state import Part
from discharge.process.state import CaseState, Task
from discharge.queries import seen

UNIT = UUID(int=1)


def fields(model: type[models.Model]) -> set[str]:
    return {field.attname for field in model._meta.concrete_fields if not field.generated}


def test_the_models_fields_are_the_rows_and_what_is_not_derived() -> None:
    for model, identity in ((Case, seen.CASE_IDENTITY), (Participation, seen.PART_IDENTITY)):
        derived = columns.names(TABLES[model._meta.db_table])
        assert len(set(derived)) == len(derived)
        assert fields(model) == identity | set(derived)
        assert identity.isdisjoint(derived)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["app", "worker"])
@pytest.mark.parametrize("table", TABLES)
def test_the_roles_change_the_rows_of_the_table_and_nothing_else(table: str, role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
            " AND NOT attisdropped AND has_column_privilege(%s, attrelid, attnum, 'UPDATE')",
            [table, f"vardovergang_{role}"],
        )
        granted = cursor.fetchall()
    assert {name for (name,) in granted} == set(columns.names(TABLES[table]))


class TestAnInventedColumn:
    RISK = Column("risk", lambda state: "high" if state.ready else "")

    @pytest.fixture(autouse=True)
    def _added(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(columns, "CASE", (*CASE, self.RISK))
        monkeypatch.setitem(TABLES, "discharge_case", (*columns.CASE, *CASE_LIABILITY))

    def test_it_is_written_and_granted(self) -> None:
        assert columns.values(columns.CASE, CaseState())["risk"] == ""
        assert columns.grants()["discharge_case"].count("risk") == 1
        sql = write_function(columns.CASE).source
        assert all(f"{row}risk" in sql for row in ("new.", "old."))

    def test_it_is_shown_to_nobody_whose_part_has_ended_until_its_row_says_so(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert self.RISK.seen is Seen.NOTHING
        assert "risk" not in seen.case_on_page()
        judged = Column("risk", self.RISK.value, Seen.AS_IT_WAS)
        monkeypatch.setattr(columns, "CASE", (*CASE, judged))
        assert "risk" in seen.case_on_page()
        assert "risk" not in seen.case_in_lists()


def test_a_column_without_a_row_is_written_granted_and_shown_by_nobody() -> None:
    with isolate_apps("discharge"):

        class Other(models.Model):
            reference = models.CharField(max_length=11)
            risk = models.CharField(max_length=4)

            class Meta:
                app_label = "discharge"

            def __str__(self) -> str:
                return self.reference

    case = Other(reference="A1", risk="high")
    seen._blank_unlisted(case, seen.case_in_lists())
    assert (case.reference, case.risk) == ("A1", "")
    assert "risk" not in columns.grants()["discharge_case"]
    assert "risk" not in write_function().source


def test_nothing_that_billing_writes_is_shown_to_whose_part_has_ended() -> None:
    billing = (*CASE_LIABILITY, *columns.PART_LIABILITY)
    assert {column.seen for column in billing} == {Seen.NOTHING}


def test_what_billing_writes_is_read_back_as_it_was_said() -> None:
    said = Liability(LiabilityOutlook(Outlook.PENDING, date(2026, 3, 12), ("sip_call_pending",)), 2)
    assert columns.liability(columns.values(CASE_LIABILITY, said)) == said


def test_a_part_that_has_ended_has_no_part_in_what_happens() -> None:
    now = datetime(2026, 3, 12, 9, tzinfo=UTC)
    state = CaseState(admitted_at=now)
    acting, ended = Part(UNIT, "municipal", "0180", now), Part(UNIT, "municipal", "0180", now, ended_at=now)
    said = [columns.values(PART, state, part) for part in (acting, ended)]
    assert [(one["active"], one["in_hospital"]) for one in said] == [(True, True), (False, False)]


def test_what_a_unit_owes_stands_on_its_part_by_message_type() -> None:
    """A row a task: with since when and by when; the first deadline of them is the part's own."""
    now = datetime(2026, 3, 12, 9, tzinfo=UTC)
    part, other = Part(UNIT, "municipal", "0180", now), Part(UUID(int=2), "outpatient", "0180", now)
    state = CaseState(admitted_at=now, municipality="0180", parts={part.unit: part, other.unit: other})
    later, sooner = now + timedelta(days=3), now + timedelta(days=1)
    state.asked = [
        Task(UNIT, "ready_reply", "ready_notice", now, later),
        Task(UNIT, "take", "admission_notice", now, None),
        Task(other.unit, "care_contact", "admission_notice", now, sooner),
    ]
    said = columns.values(PART, state, part)
    assert said["tasks"] == {
        "ready_reply": {"since": "2026-03-12T09:00:00+00:00", "due": "2026-03-15T09:00:00+00:00"},
        "take": {"since": "2026-03-12T09:00:00+00:00", "due": None},
    }
    assert (said["deadline"], said["due"]) == (later, sooner)
    assert columns.values(PART, state, other)["tasks"].keys() == {"care_contact"}


@pytest.mark.parametrize(("payer", "concerned"), [("0180", True), (None, True), ("0126", False)])
def test_what_others_owe_is_no_business_of_an_office_that_does_not_pay(
    payer: str | None,
    concerned: bool,
) -> None:
    now = datetime(2026, 3, 12, 9, tzinfo=UTC)
    part = Part(UNIT, "municipal", "0180", now)
    state = CaseState(admitted_at=now, municipality=payer, parts={UNIT: part})
    state.asked = [Task(UUID(int=2), "care_contact", "admission_notice", now, now)]
    said = columns.values(PART, state, part)
    assert (said["concerned"], said["due"]) == (concerned, now if concerned else NEVER)


def test_a_part_that_has_ended_is_filtered_and_sorted_by_nothing_that_comes_later() -> None:
    now = datetime(2026, 3, 12, 9, tzinfo=UTC)
    ended = Part(UNIT, "municipal", "0180", now, ended_at=now)
    state = CaseState(
        admitted_at=now, municipality="0180", district=UUID(int=3), ward=UUID(int=4), track="red", step=5
    )
    state.asked = [Task(UUID(int=2), "care_contact", "admission_notice", now, now)]
    said = columns.values(PART, state, ended)
    hidden = ("track", "payer_id", "district_id", "ward_id", "step", "expected_discharge", "due", "tasks")
    assert [said[name] for name in hidden] == ["", None, None, None, 0, None, NEVER, {}]
