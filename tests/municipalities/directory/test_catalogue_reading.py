"""The HSA catalogue's export: what is read, what is refused and why, and what it would change."""

from __future__ import annotations

import json
from datetime import date

import pytest

from municipalities.catalogue import Known, Line, UnreadableCatalogue, plan, read, split_good_and_refused

TODAY = date(2026, 3, 9)
KNOWN = Known(
    organisations=frozenset({"232100-0016"}),
    municipalities=frozenset({"0126", "0180"}),
    districts=frozenset({("0180", "Farsta")}),
    parties={"SE2321000016-OLD1": "outpatient"},
)
HEAD = "hsa_id;name;organisation_number;party;valid_from;care_type"


def line(**changes: str) -> dict[str, str]:
    return {
        "hsa_id": "SE2321000016-A1",
        "name": "Tensta vårdcentral",
        "organisation_number": "232100-0016",
        "party": "outpatient",
        "valid_from": "2020-01-01",
        **changes,
    }


def unit(**changes: str) -> dict[str, str]:
    return line(valid_to="", phone="08-1", **changes)


def test_csv_and_json_say_the_same() -> None:
    text = f"{HEAD}\nSE2321000016-A1; Åsö ;232100-0016;inpatient;2020-01-01;somatic\n"
    from_csv = read("hsa.csv", text.encode("utf-8-sig"))
    from_json = read("HSA.JSON", json.dumps([dict(from_csv[0], unknown=1)]).encode())
    assert from_csv == from_json
    assert from_csv[0]["name"] == "Åsö"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", b"\xff\xfe", "UTF-8"),
        ("a.csv", b"", "saknas i första raden"),
        ("a.csv", HEAD.encode(), "inga rader"),
        ("a.json", b"[", "inte JSON"),
        ("a.json", b"{}", "lista"),
        ("a.json", b"[1]", "lista"),
        ("a.json", b"[]", "inga rader"),
    ],
)
def test_a_file_that_can_not_be_read_says_why(name: str, content: bytes, says: str) -> None:
    with pytest.raises(UnreadableCatalogue, match=says):
        read(name, content)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"name": ""}, "name saknas."),
        ({"hsa_id": "A1"}, "HSA-id:t ska vara SE"),
        ({"phone": "0" * 31}, "phone är längre än 30 tecken."),
        ({"valid_from": "2020-02-30"}, "valid_from ska skrivas ÅÅÅÅ-MM-DD."),
        ({"valid_to": "2019-12-31"}, "valid_to ligger före valid_from."),
        ({"function_address": "Carina"}, "ingen e-postadress"),
        ({"party": "hospital"}, "party ska vara någon av"),
        ({"care_type": "dental"}, "care_type ska vara någon av"),
        ({"party": "inpatient"}, "måste ha care_type"),
        ({"party": "municipal"}, "måste ha municipality"),
        ({"organisation_number": "1"}, "Organisationsnumret är okänt"),
        ({"municipality": "9999"}, "Kommunkoden är okänd."),
        ({"municipality": "0126", "district": "Farsta"}, "Stadsdelen finns inte"),
        ({"stand_in": "SE2321000016-NONE"}, "stand_in ska vara"),
        ({"stand_in": "SE2321000016-A1"}, "stand_in ska vara"),
        ({"hsa_id": "SE2321000016-OLD1", "party": "municipal", "municipality": "0126"}, "byter inte party"),
    ],
)
def test_a_line_that_is_refused_says_every_reason(changes: dict[str, str], says: str) -> None:
    good, refused = split_good_and_refused([line(**changes)], KNOWN)
    assert good == []
    assert refused[0].number == 1
    assert says in " ".join(refused[0].reasons)


def test_the_second_line_of_the_same_unit_is_refused_and_the_first_is_not() -> None:
    good, refused = split_good_and_refused([line(), line(name="Två")], KNOWN)
    assert [found["name"] for found in good] == ["Tensta vårdcentral"]
    assert [(found.number, found.hsa_id) for found in refused] == [(2, "SE2321000016-A1")]


def test_a_new_a_changed_and_an_ended_unit() -> None:
    units = {name: unit(hsa_id=name) for name in ("SE2321000016-A1", "SE2321000016-GONE")}
    lines: list[Line] = [line(name="Ny skylt"), line(hsa_id="SE2321000016-NEW")]
    found = plan(lines, units, TODAY)
    assert [change.hsa_id for change in found.added] == ["SE2321000016-NEW"]
    assert [change.columns for change in found.changed] == [{"name": ("Tensta vårdcentral", "Ny skylt")}]
    assert [(change.hsa_id, change.columns) for change in found.ended] == [
        ("SE2321000016-GONE", {"valid_to": ("", "2026-03-09")})
    ]


def test_a_column_that_is_not_exported_is_left_alone() -> None:
    assert plan([line()], {"SE2321000016-A1": unit()}, TODAY).changes_nothing


def test_what_was_refused_ended_already_or_is_somebody_elses_does_not_end() -> None:
    units = {
        "SE2321000016-A1": unit(),
        "SE2321000016-BAD": unit(hsa_id="SE2321000016-BAD"),
        "SE2321000016-PAST": unit(hsa_id="SE2321000016-PAST") | {"valid_to": "2026-03-09"},
        "SE5560000000-X": unit(hsa_id="SE5560000000-X", organisation_number="556000-0000"),
    }
    found = plan([line()], units, TODAY, refused=["SE2321000016-BAD"])
    assert found.ended == ()
    assert found.unchanged == 1


@pytest.mark.parametrize(("known", "gone", "too_many"), [(100, 5, False), (40, 6, True), (100, 10, False)])
def test_half_a_file_is_noticed(known: int, gone: int, too_many: bool) -> None:
    names = [f"SE2321000016-{n}" for n in range(known)]
    units = {name: unit(hsa_id=name) for name in names}
    assert plan([line(hsa_id=name) for name in names[gone:]], units, TODAY).ends_too_many is too_many


ROW = "SE2321000016-A1;Tensta;232100-0016;outpatient;2020-01-01;"


def csv_file(*rows: str, end: str = "\n") -> bytes:
    return end.join([HEAD, *rows, ""]).encode("utf-8", "surrogatepass")


HALF = chr(0xD800)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (csv_file(ROW, ROW.replace("Tensta", '"Tensta'), *[ROW] * 4), "Rad 3 .*citattecken"),
        (csv_file(ROW, ROW.replace("Tensta", '"Ten"sta')), "Rad 3 .*citattecken"),
        (csv_file('"' + ROW, *[ROW] * 20_000), "Rad 2 .*citattecken"),
        (csv_file(ROW.replace("Tensta", "x" * 200_000)), "Rad 2 går inte att läsa"),
        (csv_file(ROW, ROW, end="\r"), "Rad 1 .*radslut"),
        (csv_file(ROW, ROW + "\r" + ROW), "Rad 3 .*radslut"),
        (csv_file(ROW, ROW.replace("Tensta", "Ten\0sta")), "Rad 3 har ett tecken"),
        (csv_file(ROW, ROW.replace("Tensta", "Ten\ufffdsta")), "Rad 3 har ett tecken"),
        (csv_file(ROW, ROW.replace("Tensta", f"Ten{HALF}sta")), r"UTF-8 \(rad 3\)"),
        (csv_file(ROW, ROW + "x;y"), "Rad 3 har 7 fält och första raden 6"),
        (csv_file(ROW, "SE2321000016-A2;Tensta"), "Rad 3 har 2 fält"),
    ],
)
def test_e5_one_line_that_cannot_be_read_makes_the_file_unreadable(content: bytes, says: str) -> None:
    with pytest.raises(UnreadableCatalogue, match=says):
        read("a.csv", content)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"[" * 100_000, "många nivåer"),
        (b"[" * 30 + b"]" * 30, "många nivåer"),
        (json.dumps([line(), line(name="Ten\0sta")]).encode(), "Enhet 2 .*tecken"),
        (json.dumps([line(), line(name=f"Ten{HALF}sta")]).encode(), "Enhet 2 .*tecken"),
        (json.dumps([line(), {**line(), "name": ["Tensta"]}]).encode(), "Enhet 2 .*name"),
        (json.dumps([{**line(), "name": 1.5}]).encode(), "Enhet 1 .*name"),
        (b'[{"hsa_id": "a"},\n{"hsa_id": ', r"JSON \(rad 2\)"),
        (b'[{"kombika": ' + b"9" * 10_000 + b"}]", "inte JSON"),
    ],
)
def test_e5_json_is_read_as_strictly(content: bytes, says: str) -> None:
    with pytest.raises(UnreadableCatalogue, match=says):
        read("a.json", content)


def test_e5_c7_names_are_in_nfc_and_codes_are_plain() -> None:
    row = "ＳＥ2321000016\u2011A1 ;A\u030aso\u0308\u00a0 \u202evc;232100\u20110016;outpatient;2020-01-01;"
    assert read("a.csv", csv_file(row)) == [
        {
            "hsa_id": "SE2321000016-A1",
            "name": "Åsö vc",
            "organisation_number": "232100-0016",
            "party": "outpatient",
            "valid_from": "2020-01-01",
            "care_type": "",
        }
    ]


def test_e5_quotes_that_stand_right_are_read() -> None:
    found = read("a.csv", csv_file(ROW.replace("Tensta", '"Tensta ""Norra""; hus 3"')))
    assert found[0]["name"] == 'Tensta "Norra"; hus 3'


def test_e5_units_end_by_themselves_only_where_every_line_is_read() -> None:
    units = {f"SE2321000016-{n}": unit(hsa_id=f"SE2321000016-{n}") for n in range(40)}
    lines = [row for name, row in units.items() if name != "SE2321000016-7"]
    assert not plan(lines, units, TODAY).must_be_looked_at
    assert plan(lines, units, TODAY, refused=["SE23"]).must_be_looked_at
    assert not plan(list(units.values()), units, TODAY, refused=["SE23"]).must_be_looked_at
