"""What goes wrong and is put right: legal messages cancelled and corrected, a stay ended by mistake."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from vardovergang.demonstration import texts
from vardovergang.demonstration.clock import after, awake_time, office_time
from vardovergang.demonstration.stories.story import ACKNOWLEDGE, CORRECT, PROTECT, Event, Story

Shares = tuple[tuple[float, Callable[[Story], None]], ...]
#: How many of the municipalities object to what is entered afterwards.
OBJECTED = 0.6


def take_back(story: Story) -> None:
    """All was about somebody else: the ward finds out a day or so later, and nothing is said after it."""
    begin = story.first_ready if story.first_ready and story.chance(0.6) else story.course.notice_at
    moment = awake_time(after(begin, story.hours(2, 40)), story.rng)
    if moment >= story.ends:
        return
    story.events = [event for event in story.events if event.at < moment]
    has_been_ready = any(event.type in ("ready_notice", "lpt_notice") for event in story.events)
    confirmed, why = True if has_been_ready else None, story.rng.choice(texts.SENT_IN_ERROR)
    story.say(moment, story.nurse(moment), "sent_in_error", reason=why, confirmed=confirmed)


def _is_quiet(story: Story, begin: datetime, hours: float) -> bool:
    """Nobody sends anything for so long, and the stay goes on."""
    end = after(begin, hours)
    spoken = any(begin <= event.at <= end for event in story.events if event.type != ACKNOWLEDGE)
    return story.course.notice_at < begin and end < story.ends and not spoken


def _notice_taken_back(story: Story) -> None:
    """A notice of utskrivningsklar about the wrong patient, some days before the right one."""
    if story.first_ready is None:
        return
    moment = awake_time(after(story.first_ready, -story.hours(14, 40)), story.rng)
    if not _is_quiet(story, moment, 2) or after(moment, 2) >= story.first_ready:
        return
    nurse = story.nurse(moment)
    said: dict[str, Any] = {
        "doctor": story.rng.choice(texts.DOCTORS),
        "sip_needed": True,
        "outpatient_care_needed": True,
    }
    wrong = story.say(moment, nurse, "ready_notice", **said, compulsory_outpatient_care=False)
    undone = after(moment, story.hours(0.2, 1.9))
    story.say(undone, nurse, "cancel", about=wrong, reason=texts.CANCELLED[0])


def _notice_corrected(story: Story) -> None:
    """Whether outpatient care is needed was answered wrong, and is put right the same day.

    Not where somebody is rung up about the notice, who may hear of the wrong one alone.
    """
    notice = _last_event(story, "ready_notice")
    if notice is None or story.county.told_on_paper(story.payer):
        return
    moment = after(notice.at, story.hours(0.1, 1.5))
    if story.nurse(moment) == notice.by:
        needed = not notice.values["outpatient_care_needed"]
        story.say(moment, notice.by, CORRECT, about=notice, outpatient_care_needed=needed)


def _withdrawal_undone(story: Story) -> None:
    """Taken back for the wrong patient, and that undone: the period has gone on all along."""
    notice = _last_event(story, "ready_notice")
    if notice is None:
        return
    moment = awake_time(after(notice.at, story.hours(10, 40)), story.rng)
    if not _is_quiet(story, moment, 1):
        return
    nurse = story.nurse(moment)
    withdrawal = story.say(moment, nurse, "ready_withdrawal", reason=texts.WITHDRAWN[0])
    story.say(
        after(moment, story.hours(0.1, 0.9)), nurse, "cancel", about=withdrawal, reason=texts.CANCELLED[0]
    )


def _home_undone(story: Story) -> None:
    """Told to have gone home in the evening, and taken back within the hour."""
    begin = story.first_ready or story.course.notice_at
    moment = awake_time(after(begin, story.hours(9, 34)), story.rng)
    leaves = [event.type for event in story.events if event.at <= moment]
    is_on_leave = leaves.count("leave_start") > leaves.count("leave_end")
    if is_on_leave or not _is_quiet(story, moment, 1):
        return
    nurse = story.nurse(moment)
    home = story.say(moment, nurse, "discharge", discharged_at=moment, destination="home")
    story.say(after(moment, story.hours(0.1, 0.9)), nurse, "reopening", about=home, reason=texts.CANCELLED[0])


def tell_afterwards(story: Story, share: float = 1) -> None:
    """What had gone on paper, and what the office and HSF say of that."""
    entered = enter_afterwards(story, share)
    if entered and story.chance(OBJECTED):
        _object(story, entered)


def enter_afterwards(story: Story, share: float = 1) -> Event | None:
    """A stop: utskrivningsklar went on paper some hours before it was sent here; entered the next day."""
    notice = _last_event(story, "ready_notice")
    if notice is None or len(story.course.ready) > 1 or not story.chance(share):
        return None
    sent_at = after(notice.at, -story.hours(1, 5)).replace(second=0, microsecond=0)
    moment = awake_time(after(notice.at, story.hours(12, 30)), story.rng)
    nurse = story.nurse(moment)
    if not _is_quiet(story, sent_at, 0.9) or nurse != notice.by or not _is_quiet(story, moment, 1):
        return None
    said: dict[str, Any] = {
        "outside_at": sent_at,
        "outside_channel": story.rng.choice(("paper", "fax", "telephone")),
        "outside_by": nurse.user.name,
        "outside_told": (story.officer(moment).unit_id,),
    }
    return story.say(moment, nurse, notice.type, **(notice.values | said))


def _object(story: Story, entered: Event) -> None:
    """The office says that it was not told then; mostly HSF decides some days later."""
    moment = after(entered.at, story.hours(1, 20))
    officer = story.officer(moment)
    if officer != story.officer(entered.at):
        return
    reason = story.rng.choice(texts.OBJECTED)
    objection = story.say(moment, officer, "objection", about=entered, reason=reason)
    decides = office_time(after(moment, story.hours(20, 90)), story.rng)
    if objection and story.chance(0.8):
        outcome = story.rng.choice(("upheld", "refused", "refused"))
        said = {"outcome": outcome, "reason": texts.DECIDED[outcome]}
        story.add(Event(decides, story.county.invoicer, "objection_decision", said, about=objection))


def _home_corrected(story: Story) -> None:
    """The person left the day before it was told."""
    home = _last_event(story, "discharge")
    left = after(story.ends, -24)
    if home is None or any(event.at > left for event in story.events if event.type in _OF_THE_WARD):
        return
    if left > after(story.first_ready or story.course.notice_at, 2):
        moment = awake_time(after(home.at, story.hours(0.3, 20)), story.rng)
        story.add(Event(moment, home.by, CORRECT, {"discharged_at": left}, about=home))


def tell_placed_later(story: Story) -> None:
    """It turns out that another municipality has placed the person: it pays, and comes in then.

    Not where the payer is rung up instead: from then on one that takes part is told here.
    """
    if story.misdirected or any(event.type == "payer_told" for event in story.events):
        return
    areas = story.county.areas(story.course.notice_at.date())
    payer = story.rng.choice([a for a in areas if a.municipality != story.municipal[0].unit.municipality_id])
    admission = story.events[0]
    in_time = story.chance(0.5)
    moment = after(story.course.notice_at, story.hours(0.5, 3) if in_time else story.hours(30, 90))
    if admission.type != "admission_notice" or story.transferred_at or story.resident.placed_by:
        return
    said: dict[str, Any] = {
        "municipality": story.resident.person.municipality,
        "placed_by": payer.municipality,
        "district": payer.district.pk if payer.district else None,
        "how": "wrong",
        "moved_on": None,
        "to": payer.office.pk,
        "reason": story.rng.choice(texts.WRONG_RECEIVER),
    }
    if story.say(moment, story.nurse(moment), "municipality_correction", **said):
        story.brought_in.append(story.rng.choice(story.county.staff(payer.office)))


def tell_move(story: Story) -> None:
    """The person moves while ready: who paid before pays the stay out, and the new one comes in.

    Not where more is said of this stay by the office that then leaves.
    """
    notice, moment = story.first_ready, after(story.ends, -story.hours(2, 20))
    if notice is None or story.misdirected or story.sip_needed or len(story.course.ready) > 1:
        return
    moved_on = moment.date()
    told_on_paper = story.county.told_on_paper(story.payer) or story.resident.placed_by
    if told_on_paper or moved_on <= after(notice, 24).date() or not _is_quiet(story, moment, 1):
        return
    here = story.municipal[-1].unit.municipality_id
    areas = [a for a in story.county.areas(story.course.notice_at.date()) if a.municipality != here]
    new = story.rng.choice(areas)
    said: dict[str, Any] = {
        "municipality": new.municipality,
        "placed_by": None,
        "district": new.district.pk if new.district else None,
        "how": "moved",
        "moved_on": moved_on,
        "to": new.office.pk,
        "reason": texts.MOVED,
    }
    if story.say(moment, story.nurse(moment), "municipality_correction", **said):
        story.brought_in.append(story.rng.choice(story.county.staff(new.office)))


def tell_handover_taken_back(story: Story) -> None:
    """The wrong office was chosen in the list; it has not begun when the officer sees it."""
    moment = office_time(after(story.course.notice_at, story.hours(1, 50)), story.rng)
    if not _is_quiet(story, moment, 1):
        return
    officer, known = story.officer(moment), {each.unit_id for each in story.municipal}
    areas = story.county.areas(story.course.notice_at.date())
    wrong = story.rng.choice([area.office for area in areas if area.office.pk not in known])
    story.say(moment, officer, "handover", to=wrong.pk, reason=story.rng.choice(texts.WRONG_RECEIVER))
    undone = after(moment, story.hours(0.1, 0.9))
    story.say(undone, officer, "handover_undone", reason=texts.HANDED_OVER_WRONG)


def _planning_passed_on(story: Story) -> None:
    """The municipality's health care goes on with what is left, when the office has answered."""
    own = [event.at for event in story.events if event.by == story.municipal[-1] and event.at < story.ends]
    last = max(own, default=None)
    if story.beside is None or last is None:
        return
    moment = office_time(after(last, story.hours(1, 4)), story.rng)
    if moment < story.ends and story.handed_over_at is None and _is_quiet(story, moment, 1):
        values: dict[str, Any] = {"holder": story.beside.pk, "reason": texts.PLANNING_PASSED_ON}
        story.say(moment, story.officer(moment), "planning_holder", **values)


def tell_protected(story: Story) -> None:
    """The office learns on the second day that the person's identity is protected."""
    moment = office_time(after(story.course.notice_at, story.hours(20, 40)), story.rng)
    if not story.misdirected and _is_quiet(story, moment, 1):
        story.say(moment, story.officer(moment), PROTECT)


_OF_THE_WARD = ("leave_start", "leave_end", "transfer", "ready_notice", "lpt_notice", "ready_withdrawal")


def _last_event(story: Story, type: str) -> Event | None:
    told = [event for event in story.in_order() if event.type == type]
    undone = [event.about for event in story.events if event.type in ("cancel", "reopening")]
    return next((event for event in reversed(told) if event not in undone), None)


#: How many stays have each of these; few, but some in every month of a county.
SHARES: Shares = (
    (0.03, _notice_taken_back),
    (0.03, _notice_corrected),
    (0.045, _withdrawal_undone),
    (0.015, _home_undone),
    (0.025, _home_corrected),
    (0.02, tell_placed_later),
    (0.08, tell_move),
    (0.02, tell_handover_taken_back),
    (0.06, tell_afterwards),
    (0.02, tell_protected),
    (0.012, take_back),
    (0.6, _planning_passed_on),
)


#: The same of the stays that are read in: fewer, as in a county.
OF_HISTORY: Shares = (
    (0.006, _notice_taken_back),
    (0.012, _notice_corrected),
    (0.004, _withdrawal_undone),
    (0.002, _home_undone),
    (0.008, _home_corrected),
)


def tell(story: Story, shares: Shares = SHARES) -> None:
    """Last of all: what is undone needs an hour in which nothing else is said."""
    for share, tell_it in shares:
        if story.chance(share):
            tell_it(story)
