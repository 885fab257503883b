"""Fault B4: each paragraph that the code names stands in docs/law.md, with whether its text has been read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
CITED = re.compile(
    r"\b(LUS|SoL|HSL|PL|FB|OSL|PDL) (\d{1,2}:\d{1,2}\b(?: b\b)?)((?:(?:, | and |–)\d+(?::\d+)?)*)"
)
APPS = ("billing", "discharge", "municipalities", "statistics", "templates")
LAW = (ROOT / "docs/law.md").read_text()

#: What the trial said that each row of the process rests on.
SOURCES = {
    "admission_notice": "LUS 2:3",
    "expected_discharge_change": "LUS 2:4",
    "care_contact": "LUS 2:5",
    "ready_notice": "LUS 3:1",
    "discharge_information": "LUS 3:2",
    "patient_summary": "LUS 3:3 and PL 3:2 b",
    "sip_call": "LUS 4:3",
    "outpatient_care": "LUS 5:5",
}


def cited(text: str) -> Iterator[str]:
    """Each paragraph by itself: "LUS 4:1–2" names 4:1 and 4:2, "LUS 5:3, 5:5" two sections."""
    for act, first, more in CITED.findall(text):
        yield f"{act} {first}"
        chapter = first.split(":")[0]
        for other in re.findall(r"\d+(?::\d+)?", more):
            yield f"{act} {other}" if ":" in other else f"{act} {chapter}:{other}"


def named_in_code() -> set[str]:
    files = [path for app in APPS for path in (ROOT / app).rglob("*") if path.suffix in (".py", ".html")]
    return {one for path in files if "migrations" not in path.parts for one in cited(path.read_text())}


def test_b4_every_paragraph_that_is_cited_is_listed() -> None:
    assert named_in_code() - set(cited(LAW)) == set()
    assert len(named_in_code()) > 15


@pytest.mark.parametrize("name", SOURCES)
def test_b4_a_row_cites_the_paragraph_it_rests_on(name: str) -> None:
    rows = "".join(path.read_text() for path in (ROOT / "discharge/process/table").glob("*.py"))
    row = next(row for row in rows.split("    MessageType(\n") if f'name="{name}"' in row)
    assert SOURCES[name] in row.split("name=")[0]


def test_what_is_withdrawn_or_declined_is_no_paragraph_of_the_act() -> None:
    rows = "".join(path.read_text() for path in (ROOT / "discharge/process/table").glob("*.py"))
    for name in ("ready_withdrawal", "services_declined"):
        row = next(row for row in rows.split("    MessageType(\n") if f'name="{name}"' in row)
        assert "not in LUS" in row.split("name=")[0]
