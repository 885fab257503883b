"""How the demonstration's patients live, and who stands beside them: said by one, carried by the next."""

from __future__ import annotations

from random import Random
from typing import Any

from discharge.process.circumstances.rows import ADL_STEPS, DISCHARGE_INFORMATION, PATIENT_SUMMARY, ROWS
from municipalities.units.parties import CareType
from vardovergang.demonstration import texts
from vardovergang.demonstration.people import names
from vardovergang.demonstration.stories.story import Story


def said_in(story: Story, message: str) -> dict[str, Any]:
    """What a message of the type says of the patient.

    The same in each, but for what the ward has seen itself: some can do less than at home. Drawn apart from
    the story's own chances.
    """
    drawn = Random(f"{story.resident.person.number.value}{story.course.notice_at:%F}")  # noqa: S311 - invented
    patient = _draw_home(story, drawn) | _draw_persons(story, drawn) | _draw_care(story, drawn)
    if drawn.random() < 0.4 and message in (DISCHARGE_INFORMATION, PATIENT_SUMMARY):
        patient |= {"adl_bathing": "dependent", "adl_transfer": "partly", "aids": "Rollator och duschpall"}
    return {row.name: patient[row.name] for row in ROWS if message in row.messages and row.name in patient}


def _draw_home(story: Story, drawn: Random) -> dict[str, str]:
    alone = drawn.random() < 0.55 and not story.is_minor
    home = {
        "telephone": _draw_telephone(drawn),
        "interpreter": "none",
        "housing": drawn.choices(("own", "senior", "residential", "short_term", "lss"), (80, 6, 8, 3, 3))[0],
        "household": "alone" if alone else "with_others",
        "living": drawn.choice(texts.LIVING),
        "journey_home": drawn.choices(("fetched", "taxi", "stretcher", "alone"), (45, 40, 5, 10))[0],
    }
    if drawn.random() < 0.2:
        home |= {"journey_home_more": drawn.choice(texts.MET_AT_HOME)}
    if drawn.random() < 0.1:
        home |= {"interpreter": "spoken", "language": drawn.choice(texts.LANGUAGES)}
    return home


def _draw_persons(story: Story, drawn: Random) -> dict[str, str]:
    beside: dict[str, str] = {}
    if drawn.random() < 0.8:
        given = drawn.choice((*names.YOUNGER_WOMEN, *names.YOUNGER_MEN))
        relation = "parent" if story.is_minor else drawn.choice(("child", "child", "partner", "sibling"))
        beside = {
            "next_of_kin": f"{given} {story.resident.person.family_name}",
            "next_of_kin_relation": relation,
            "next_of_kin_telephone": _draw_telephone(drawn),
        }
    if drawn.random() < 0.1:
        beside["other_kin"] = f"Grannen {drawn.choice(names.OLDER_WOMEN)}, {_draw_telephone(drawn)}"
    if drawn.random() < 0.06 and not story.is_minor:
        guardian = f"{drawn.choice(names.YOUNGER_WOMEN)} {drawn.choice(names.FAMILY)}"
        beside |= {
            "guardian_kind": "trustee",
            "guardian": guardian,
            "guardian_telephone": _draw_telephone(drawn),
        }
    return beside


def _draw_care(story: Story, drawn: Random) -> dict[str, str]:
    care = {"infection": "none", "medicine_along": "no"}
    if drawn.random() < 0.06:
        care |= {"infection": "known", "infection_what": drawn.choice(texts.INFECTIONS)}
    if drawn.random() < 0.5:
        care |= {"medicine_along": "yes", "medicine_along_what": drawn.choice(texts.MEDICINE_ALONG)}
    if story.resident.care_type is CareType.SOMATIC:
        share = drawn.random()
        care |= {
            name: "independent" if drawn.random() < share else drawn.choice(("partly", "dependent"))
            for name, _ in ADL_STEPS
        }
        care |= {"aids": "Rollator"} if share < 0.5 else {}
    if drawn.random() < 0.5:
        care |= {"home_help": drawn.choice(texts.HOME_HELP), "alarm": drawn.choice(("has", "has", "none"))}
    if drawn.random() < 0.05:
        care |= {"day_activity": "Tre dagar i veckan"}
    if drawn.random() < 0.2:
        care |= {"home_care": drawn.choice(texts.HOME_CARE)}
    return care


def _draw_telephone(drawn: Random) -> str:
    """One that nobody has (Post- och telestyrelsen keeps them for books and films)."""
    return f"070-174 06 {drawn.randrange(5, 100):02}"
