"""Papers with long words, long links and names in another direction: all of it on the sheet."""

from __future__ import annotations

import io
from types import SimpleNamespace as Words
from typing import Any

import pytest
from pypdf import PageObject, PdfReader

from discharge.papers.pdf import paper

LINK = "https://teams.example/l/meetup-join/" + "19%3ameeting_MzA5" * 110
WORD = "Rehabiliteringssjukvårdsbiträdesutbildning" * 8
BY = Words(unit=Words(full_name="Akutgeriatrik 12, Danderyd"))
PERSON = Words(name="علي حسن", reference="AB-1", change=None)


def plan(services: int, follow_ups: int) -> Any:
    row = Words(what=WORD, side="Kommunen", who=f"Bita Hosseini {LINK[:150]}", when="Varje morgon")
    said = Words(
        unit="Tensta vårdcentral",
        number=2,
        own_words=f"Jag vill bo kvar hemma. {LINK}",
        needs="Stöd. " * 60 + WORD,
        goals=[Words(what="Går själv till gården. " * 9, how="", who="Kommunen", state=None)],
        services=[row] * services,
        others="Dottern handlar.",
        main="Kommunen",
        contact=f"Bita Hosseini, {LINK[:300]}",
        parties=[Words(label="Tensta vårdcentral", word="bekräftat")] * 3,
    )
    followed = ["Målen är nådda. " + "Det går bra. " * 12] * follow_ups
    return Words(
        name="Samordnad individuell plan",
        plan=said,
        written_on="1 mars",
        follow_up="Planen följs upp 2 maj.",
        follow_ups=followed,
        followed=followed,
    )


def pages(template: str, **context: Any) -> list[PageObject]:
    printed = paper(template, {"paper": PERSON, "printed_by": BY.unit, "printed_at": "i dag", **context})
    return list(PdfReader(io.BytesIO(printed)).pages)


def sip_plan(services: int, follow_ups: int = 0) -> list[PageObject]:
    return pages("discharge/pdf/sip_plan.html", plan=plan(services, follow_ups))


def links(page: PageObject) -> list[Any]:
    return [
        found.get_object() for found in page.get("/Annots", []) if found.get_object()["/Subtype"] == "/Link"
    ]


@pytest.mark.parametrize("services", [1, 3])
def test_e2_long_words_and_links_are_broken_and_on_the_sheet(services: int) -> None:
    found = sip_plan(services)
    text = "\n".join(page.extract_text() for page in found)
    assert max(len(run) for run in text.split()) < 100, "nothing runs past the sheet's edge in one piece"
    assert LINK in "".join(text.split()).replace("Kommunen", "")
    addresses = {link["/A"]["/URI"] for page in found for link in links(page)}
    assert addresses == {LINK, LINK[:150], LINK[:300]}
    for page in found:
        for link in links(page):
            left, bottom, right, top = (float(edge) for edge in link["/Rect"])
            assert 0 <= min(left, right) < max(left, right) <= float(page.mediabox.right)
            assert 0 <= min(bottom, top) < max(bottom, top) <= float(page.mediabox.top)


@pytest.mark.parametrize("follow_ups", [0, 3])
@pytest.mark.parametrize("services", [2, 4, 5])
def test_e2_the_signature_is_never_alone(services: int, follow_ups: int) -> None:
    last = sip_plan(services, follow_ups)[-1].extract_text()
    assert "Den som planen gäller" in last
    assert "Utskrift gjord" in last
    before = last.split("Underskrift")[0]
    assert "bekräftat" in before or "Målen är nådda" in before


def test_e1_e2_a_call_says_the_whole_link() -> None:
    meeting = Words(
        at="tisdag 3 mars kl. 10",
        form="Video",
        place=LINK,
        called_on="1 mars",
        called_by=Words(full_name="Tensta vårdcentral", phone=""),
        called=[Words(full_name="Biståndsenheten", phone="08-1")],
        purpose=f"Stödet hemma. {WORD}",
        people=["Skola Klara Nord"],
    )
    call = Words(**vars(PERSON), meeting=meeting, contact=None)
    invited = Words(to="", tells_why=True)
    found = pages("discharge/pdf/sip_call.html", paper=call, invited=invited)
    assert {link["/A"]["/URI"] for page in found for link in links(page)} == {LINK}
