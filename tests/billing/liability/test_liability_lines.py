"""`manage.py liability` line by line: what is refused, with which words, and that nothing stops the rest."""

import io
import json
from typing import Any, BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.reference.reading import reference_rulebook
from billing.rules.case_json import LONGEST_LINE, answer_line, answer_stream
from tests.factories.billing.vectors import vectors

RULES = reference_rulebook()
CASE = vectors("liability.jsonl")[0]["case"]
EXPECTED = vectors("liability.jsonl")[0]["expected"]
KEYS = [
    "care_type", "municipality", "placed_by", "admitted_at", "need_assessed_at", "admission_notice_sent_at",
    "sip_needed", "compulsory_outpatient_care", "sip_calls", "services_declined", "outpatient_care_needed",
    "outpatient_care", "ready", "discharged_at", "deceased_at", "as_of",
]  # fmt: skip
TIMES = ["admitted_at", "need_assessed_at", "admission_notice_sent_at", "discharged_at", "deceased_at"]
FLAGS = ["sip_needed", "compulsory_outpatient_care", "services_declined", "outpatient_care_needed"]


def _answer(**changes: Any) -> dict[str, Any]:
    return answer_line(json.dumps(CASE | changes).encode(), RULES)


def _stream(lines: bytes) -> tuple[int, list[dict[str, Any]]]:
    out = io.BytesIO()
    refused = answer_stream(io.BytesIO(lines), out, RULES)
    return refused, [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.parametrize("key", KEYS)
def test_a_missing_key_is_named(key: str) -> None:
    line = json.dumps({name: value for name, value in CASE.items() if name != key}).encode()
    assert answer_line(line, RULES) == {"id": "V01", "error": f"Nyckeln {key} saknas."}


@pytest.mark.parametrize("value", [..., 7, None, ["V01"]])
def test_an_id_that_is_missing_or_no_text_is_null(value: object) -> None:
    line = json.dumps({key: item for key, item in (CASE | {"id": value}).items() if item is not ...}).encode()
    answer = answer_line(line, RULES)
    assert answer["id"] is None
    assert answer["error"] in {"Nyckeln id saknas.", "id ska vara text."}


@pytest.mark.parametrize("key", TIMES)
@pytest.mark.parametrize(
    "value",
    [
        "2020-03-09T09:15:00",
        "2020-03-09",
        "2020-02-30T09:15:00+01:00",
        "2020-03-09T24:00:00+01:00",
        "2020-03-09T09:60:00+01:00",
        "2020-03-09T09:15:00+25:00",
        "2020-03-09T09:15:00+01:75",
        "2020-03-09 09:15:00+01:00",
        "2020-03-09T09:15:00+01:00\n",
        "2020-03-09T09:15:00.1234567+01:00",
        "2020-03-09T09:15:00 Europe/Stockholm",
        "٢٠٢٠-03-09T09:15:00+01:00",
        "0000-03-09T09:15:00+01:00",
        "i går",
        "",
        1583741700,
        True,
        ["2020-03-09T09:15:00+01:00"],
        {},
    ],
)
def test_a_time_that_is_none_is_refused(key: str, value: object) -> None:
    answer = _answer(**{key: value})
    assert answer["id"] == "V01"
    assert answer["error"].startswith(f"{key} ska vara en tid som finns, med tidszon")


@pytest.mark.parametrize(
    "value",
    [
        "2020-03-09T09:15:00+01:00",
        "2020-03-09T08:15:00Z",
        "2020-03-09T08:15Z",
        "2020-03-09T09:15:00+01",
        "2020-03-09T09:15:00+0100",
        "2020-03-09T09:15:00.000001+01:00",
        "2020-03-09T09:15:00,5+01:00",
        "2020-03-08T22:15:00-10:00",
    ],
)
def test_a_time_may_be_written_in_many_ways(value: object) -> None:
    assert _answer(ready=[{"sent_at": value, "withdrawn_at": None}]) == EXPECTED


def test_a_fraction_of_a_second_past_noon_is_past_noon() -> None:
    answer = _answer(ready=[{"sent_at": "2020-03-09T12:00:00.000001+01:00", "withdrawn_at": None}])
    assert answer["starts_on"] == ["2020-03-13"]


@pytest.mark.parametrize(
    "value", ["2020-02-30", "2020-04-01T00:00:00+02:00", "20200401", "2020-W14-3", "1 april", None, 20200401]
)
def test_a_date_that_is_none_is_refused(value: object) -> None:
    error = "as_of ska vara ett datum som finns, till exempel 2020-04-01."
    assert _answer(as_of=value) == {"id": "V01", "error": error}


@pytest.mark.parametrize("key", FLAGS)
@pytest.mark.parametrize("value", ["true", "false", 0, 1, None, "ja"])
def test_a_flag_that_is_none_is_refused(key: str, value: object) -> None:
    assert _answer(**{key: value})["error"] == f"{key} ska vara true eller false."


@pytest.mark.parametrize("key", ["municipality", "placed_by"])
@pytest.mark.parametrize("value", ["", "180", "01800", "018a", "０１８０", 180, True, "0180 "])
def test_a_code_that_is_none_is_refused(key: str, value: object) -> None:
    assert _answer(**{key: value})["error"] == f"{key} ska vara en kommunkod med fyra siffror eller null."


@pytest.mark.parametrize("value", ["Somatic", "geriatric", "", None, 1, ["somatic"], {}])
def test_an_unknown_care_type_is_refused(value: object) -> None:
    words = "somatic, psychiatric, addiction, child_psychiatric"
    assert _answer(care_type=value)["error"] == f"care_type ska vara ett av orden {words}."


SENT = {"sent_at": "2020-03-09T09:15:00+01:00", "withdrawn_at": None}
STATED = {"at": "2020-03-09T09:15:00+01:00", "status": "available"}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"ready": None}, "ready ska vara en lista."),
        ({"ready": SENT}, "ready ska vara en lista."),
        ({"ready": ["2020-03-09T09:15:00+01:00"]}, "ready[0] ska vara ett JSON-objekt."),
        ({"ready": [SENT, [SENT]]}, "ready[1] ska vara ett JSON-objekt."),
        ({"ready": [{"sent_at": SENT["sent_at"]}]}, "Nyckeln ready[0].withdrawn_at saknas."),
        ({"ready": [{"withdrawn_at": None}]}, "Nyckeln ready[0].sent_at saknas."),
        ({"ready": [SENT | {"sent_at": None}]}, "ready[0].sent_at ska vara en tid"),
        ({"ready": [SENT | {"withdrawn_at": "2020-03-10"}]}, "ready[0].withdrawn_at ska vara en tid"),
        (
            {"ready": [SENT | {"withdrawn_at": "2020-03-09T09:14:59+01:00"}]},
            "ready[0].withdrawn_at ligger före sent_at.",
        ),
        ({"ready": [SENT, SENT]}, "ready innehåller perioder som överlappar varandra."),
        ({"outpatient_care": "available"}, "outpatient_care ska vara en lista."),
        ({"outpatient_care": [None]}, "outpatient_care[0] ska vara ett JSON-objekt."),
        (
            {"outpatient_care": [STATED | {"status": "yes"}]},
            "outpatient_care[0].status ska vara ett av orden",
        ),
        ({"outpatient_care": [{"at": STATED["at"]}]}, "Nyckeln outpatient_care[0].status saknas."),
        ({"outpatient_care": [STATED, {"status": "unknown"}]}, "Nyckeln outpatient_care[1].at saknas."),
        ({"sip_calls": {}}, "sip_calls ska vara en lista."),
        ({"sip_calls": ["2020-03-09T09:15:00"]}, "sip_calls[0] ska vara en tid"),
        ({"sip_calls": [SENT["sent_at"], None]}, "sip_calls[1] ska vara en tid"),
        ({"admitted_at": None}, "admitted_at ska vara en tid"),
        ({"discharged_at": "2020-03-02T19:59:59+01:00"}, "discharged_at ligger före admitted_at."),
        ({"deceased_at": "2020-03-02T19:59:59+01:00"}, "deceased_at ligger före admitted_at."),
        ({"as_of": "2020-03-16"}, "discharged_at ligger efter as_of."),
        ({"sip_calls": ["2020-04-01T22:00:00Z"]}, "sip_calls[0] ligger efter as_of."),
        ({"admitted_at": "0001-01-01T00:00:00+14:00"}, "Raden innehåller en tid utanför kalendern."),
        (
            {"as_of": "9999-12-31", "discharged_at": "9999-12-31T23:59:59-14:00"},
            "Raden innehåller en tid utanför kalendern.",
        ),
    ],
)
def test_a_case_that_is_none_is_refused(changes: dict[str, Any], error: str) -> None:
    answer = _answer(**changes)
    assert answer.keys() == {"id", "error"}
    assert answer["id"] == "V01"
    assert answer["error"].startswith(error)


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (b"{", "Raden är inte JSON"),
        (b"not json", "Raden är inte JSON: felet står vid tecken 1."),
        (b'{"id": "V01"} {"id": "V02"}', "Raden är inte JSON: felet står vid tecken 15."),
        (b'{"id": "V01", "x": NaN}', "Raden är inte JSON som går att läsa."),
        (b'{"id": "V01", "x": -Infinity}', "Raden är inte JSON som går att läsa."),
        (b'{"id": "V01", "x": ' + b"9" * 5000 + b"}", "Raden är inte JSON som går att läsa."),
        (b"[" * 200_000, "Raden är inte JSON som går att läsa."),
        (b'{"id": "V\xff01"}', "Raden är inte UTF-8."),
        ('{"id": "V01"}'.encode("utf-16"), "Raden är inte UTF-8."),
        (b"null", "Raden ska vara ett JSON-objekt."),
        (b'["V01"]', "Raden ska vara ett JSON-objekt."),
        (b'"V01"', "Raden ska vara ett JSON-objekt."),
        (b"1", "Raden ska vara ett JSON-objekt."),
        (b'{"id": "V01", "id": "V02"}', "Nyckeln id är angiven två gånger."),
    ],
)
def test_a_line_that_cannot_be_read_has_no_id(line: bytes, error: str) -> None:
    answer = answer_line(line, RULES)
    assert answer["id"] is None
    assert answer["error"].startswith(error)


def test_a_key_given_twice_is_refused() -> None:
    line = json.dumps(CASE).replace('"as_of"', '"as_of": "2020-03-20", "as_of"')
    assert answer_line(line.encode(), RULES) == {
        "id": "V01",
        "error": "Nyckeln as_of är angiven två gånger.",
    }
    line = json.dumps(CASE).replace('"withdrawn_at": null', '"withdrawn_at": null, "withdrawn_at": null')
    assert (
        answer_line(line.encode(), RULES)["error"] == "Nyckeln ready[0].withdrawn_at är angiven två gånger."
    )


def test_keys_that_are_not_known_mean_nothing() -> None:
    assert _answer(why="?", note={"a": [1, {"b": None}]}) == EXPECTED


def test_facts_on_the_day_of_the_computation_are_used() -> None:
    last_minute = "2020-03-17T23:59:59.999999+01:00"
    answer = _answer(
        as_of="2020-03-17", sip_calls=[last_minute], outpatient_care=[STATED | {"at": last_minute}]
    )
    assert answer == EXPECTED


def test_a_bad_line_never_stops_the_others() -> None:
    good = json.dumps(CASE).encode()
    refused, answers = _stream(b"\n".join([good, b"{", b"", b"  \t", good, b"\xff", b"{}", good]))
    assert refused == 3
    assert answers[0] == answers[2] == answers[5] == EXPECTED
    assert [answer["id"] for answer in answers] == ["V01", None, "V01", None, None, "V01"]


def test_byte_order_mark_and_the_line_ends_of_windows() -> None:
    good = json.dumps(CASE).encode()
    refused, answers = _stream(b"\xef\xbb\xbf" + good + b"\r\n\r\n" + good + b"\r\n")
    assert (refused, answers) == (0, [EXPECTED, EXPECTED])


@pytest.mark.parametrize("nothing", [b"", b"\n", b"\r\n \n\t\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n"])
def test_nothing_in_is_nothing_out(nothing: bytes) -> None:
    assert _stream(nothing) == (0, [])


def test_a_line_without_end_is_passed_over() -> None:
    good = json.dumps(CASE).encode()
    refused, answers = _stream(b'{"id": "' + b"x" * (2 * LONGEST_LINE) + b'"}\n' + good)
    assert refused == 1
    assert answers[0]["error"].startswith("Raden är längre än")
    assert answers[1:] == [EXPECTED]


def test_a_long_line_is_still_a_case() -> None:
    calls = ["2020-03-09T09:15:00+01:00"] * 20_000
    assert _answer(sip_calls=calls) == EXPECTED


@pytest.mark.parametrize("case_id", ["å ä ö", "", "a\nb", "\u2028\x85", "\ud800", '"', "💊"])
def test_the_id_comes_back_as_it_was_and_never_breaks_a_line(case_id: str) -> None:
    refused, answers = _stream(json.dumps(CASE | {"id": case_id}).encode())
    assert refused == 0
    assert answers == [EXPECTED | {"id": case_id}]
    out = io.BytesIO()
    answer_stream(io.BytesIO(json.dumps(CASE | {"id": case_id}).encode()), out, RULES)
    assert len(out.getvalue().decode().splitlines()) == 1


class _WatchedSource(io.BytesIO):
    """Fails the test when a line is asked for before the one ahead of it is answered."""

    def __init__(self, lines: int, out: io.BytesIO) -> None:
        super().__init__(json.dumps(CASE).encode() + b"\n")
        self.left, self.given, self.out = lines, 0, out

    def readline(self, size: int | None = -1, /) -> bytes:
        assert self.out.getvalue().count(b"\n") == self.given
        if self.given == self.left:
            return b""
        self.given += 1
        self.seek(0)
        return super().readline(size)


def test_each_line_is_answered_before_the_next_is_read() -> None:
    out = io.BytesIO()
    source: BinaryIO = _WatchedSource(50, out)
    assert answer_stream(source, out, RULES) == 0
    assert out.getvalue().count(b"\n") == 50


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(TIMES),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(KEYS), anything)
def test_any_value_at_any_key_is_answered_or_refused(key: str, value: object) -> None:
    answer = _answer(**{key: value})
    assert answer.keys() in ({"id", "error"}, EXPECTED.keys())


@given(st.binary(max_size=60))
def test_any_bytes_are_refused(line: bytes) -> None:
    assert answer_line(line, RULES).keys() == {"id", "error"}


@given(st.integers(0, 600), st.binary(min_size=1, max_size=3))
def test_a_case_with_damaged_bytes_is_answered_or_refused(position: int, damage: bytes) -> None:
    line = json.dumps(CASE).encode()
    damaged = line[:position] + damage + line[position + len(damage) :]
    refused, answers = _stream(damaged)
    assert refused == sum("error" in answer for answer in answers)
    assert all(answer.keys() in ({"id", "error"}, EXPECTED.keys()) for answer in answers)
