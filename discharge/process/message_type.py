"""What a row of the process says."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from discharge.process.fields import Field, Kind, decode, encode, fact_of, problems, rows_of
from discharge.process.judging.consents import consent_refusal
from discharge.process.parts.state import Part
from discharge.process.state import CaseKind, CaseState, Ends, Entry
from discharge.process.steps import SIP_STEPS
from discharge.process.times import WHENEVER, Due
from discharge.process.wording import AnswerWords, InPlan, OwedWords, Tells
from discharge.process.words import AT_HOME, WARD
from municipalities.swedish.clock import settled
from municipalities.units.parties import Party


@dataclass(frozen=True, slots=True)
class Rule:
    """What must be true before a message may be sent, and what is said when it is not.

    A rule that is `far_ahead` goes without saying: pages do not list what waits for it. `own` is said to a
    party that can put it right itself: those of `mended_by`. `removed_by` is the type of message that makes
    it hold; `amended`, that whose message is corrected or cancelled instead. One that is `of_person` asks
    what the person wants: where it fails nothing is owed, as where a consent is missing.
    """

    holds: Callable[[CaseState], bool]
    refusal: str
    far_ahead: bool = False
    own: str = ""
    of_person: bool = False
    mended_by: Callable[[CaseState], frozenset[Party]] = lambda state: frozenset()
    removed_by: str = ""
    amended: str = ""

    def allows(self, state: CaseState, unit: UUID) -> bool:
        return self.holds(state)

    def said_to(self, state: CaseState, unit: UUID) -> str:
        part = state.parts.get(unit)
        return self.own if part and part.party in self.mended_by(state) else self.refusal


#: Holds for every message but those that take the message of a death back.
ALIVE = Rule(
    lambda s: s.deceased_at is None,
    "Personen har avlidit. Ring avdelningen om det är fel.",
    own="Personen har avlidit. Makulera meddelandet om det är fel.",
    mended_by=lambda s: AT_HOME if s.kind is CaseKind.SIP else WARD,
    amended="deceased",
)


#: Of a case about the wrong person.
MISTAKEN = "Ärendet är felsänt och kan bara läsas. Registrera rätt patient i ett nytt ärende."


@dataclass(frozen=True, slots=True)
class UnitRule:
    """The same of the unit that would send it; what another unit does is not listed as waiting."""

    holds: Callable[[CaseState, UUID], bool]
    refusal: str
    far_ahead: bool = True
    of_person: bool = False
    removed_by: str = ""
    amended: str = ""

    def allows(self, state: CaseState, unit: UUID) -> bool:
        return self.holds(state, unit)

    def said_to(self, state: CaseState, unit: UUID) -> str:
        return self.refusal


@dataclass(frozen=True, slots=True)
class Ask:
    """A message of the row asks its receivers of this party to send `type`, at the latest by `due`.

    `ends` is what ends it besides that it is done (`process/judging/endings.py`): every row says so.
    """

    party: Party
    type: str
    ends: Ends = field(kw_only=True)
    due: Due = WHENEVER
    when: Callable[[CaseState], bool] = lambda state: True
    #: Those of the receivers who are asked, where the message says which.
    of: Callable[[CaseState, Entry], Collection[UUID]] | None = None


@dataclass(frozen=True, slots=True)
class Naming:
    """Which of a message's fields names what; empty where none does."""

    #: The unit that comes in with this message.
    to_unit: str = ""
    #: Whether that unit is to hold its municipality's planning.
    holder: str = ""
    #: The message that this one cancels.
    cancels: str = ""
    #: The version that this one was written from: a unit's newest version is its part, or with `shared`
    #: the case's newest, whichever unit wrote it.
    follows: str = ""
    shared: bool = False
    #: The message that this one answers.
    replies_to: str = ""
    #: The receivers among the parties; without it, all that the row names.
    to_parties: str = ""
    #: The sender's own hand-over that this one takes back: it is as if it had not been.
    takes_back: str = ""
    #: The message entered afterwards that this one objects to, and the objection that this one decides.
    objects_to: str = ""
    decides: str = ""

    @property
    def in_address(self) -> tuple[str, ...]:
        """What a link to the form may fill in."""
        return self.to_unit, self.holder, self.cancels, self.objects_to


@dataclass(frozen=True, slots=True, eq=False)
class MessageType:
    """One row of the process: who may send what to whom, when, and what follows."""

    name: str
    step: int
    title: str
    verb: str

    # Who sends it to whom, and when it may be sent.
    senders: frozenset[Party]
    receivers: frozenset[Party]
    #: Who alone reads it, its facts too; everybody in the case where nobody is named.
    kept_by: frozenset[Party] = frozenset()
    #: Who sends it in a SIP outside a stay; nobody where the row is about a stay.
    outside_stay: frozenset[Party] = frozenset()
    #: It says how others were told on paper, and goes on paper to nobody itself.
    notes_paper: bool = False
    requires: tuple[Rule | UnitRule, ...] = ()
    #: The information that it carries, where that needs the patient's consent or a harm assessment.
    needs_consent: str = ""
    #: A legal notice: it tells what the act or money counts by, or who has the case. Its receipt proves that
    #: it has come, and is never undone (decision 0076).
    is_notice: bool = False
    #: It is written for the patient, so also where no other party may read it.
    for_patient: bool = False
    starts_case: bool = False
    #: It is sent in the system alone, and is never entered afterwards.
    in_system_only: bool = False
    #: Also after a death, and however long after the end.
    at_any_time: bool = False
    #: The region's invoicer (HSF) sends it too: in a case that it finds by reference and takes no part in.
    decided_by_region: bool = False
    #: The region (HSF) enters it too, where the ward sent it outside the system.
    entered_by_region: bool = False

    # What it says.
    fields: tuple[Field, ...] = ()
    naming: Naming = Naming()
    #: Its form begins with what the last message of these types said: a new version of it.
    continues: tuple[str, ...] = ()
    #: Whether a later message may cancel this one (makulera); a correction is always possible.
    may_be_cancelled: bool = True
    #: It says anew which municipality pays, in the fields of `process/judging/payers.py`.
    corrects_payer: bool = False

    # What follows: the state, and what is owed.
    apply: Callable[[CaseState, Entry], None] = lambda state, entry: None
    #: Whether the case has been told so already: of two, one of them entered afterwards, the earlier counts
    #: alone. `kind` where other rows tell the same; `tell_again` is what the later still brings.
    is_told: Callable[[CaseState], bool] = lambda state: False
    kind: str = ""
    tell_again: Callable[[CaseState, Entry], None] = lambda state, entry: None
    #: Its effect tells what was owed until then (`CaseState.tasks`).
    tells_owed: bool = False
    asks: tuple[Ask, ...] = ()
    to_self: tuple[Ask, ...] = ()
    #: When the message itself must be sent, where no other message asks for it.
    within: Due = WHENEVER
    #: Whoever of those who owe it sends it, nobody owes it any more.
    meets_for_all: bool = False
    #: The types whose tasks it takes back.
    withdraws: tuple[str, ...] = ()

    # How it is shown.
    #: The words when the case holds such a message already.
    verb_again: str = ""
    #: The words on the button that sends it, where those that open its form say something else.
    sends: str = ""
    #: How others speak of it while it is owed; every row that another one asks for has it.
    owed: OwedWords | None = None
    answer_words: AnswerWords | None = None
    tells: Tells | None = None
    in_plan: InPlan | None = None
    #: It names a person beside the patient, who is shown among the parties.
    names_person: bool = False
    #: What is seldom sent stands behind a click, unless the unit owes it.
    seldom: bool = False
    #: Pages offer it from this time on. What was planned may have happened earlier: it is not refused before.
    offered_from: Callable[[CaseState], datetime | None] = lambda state: None
    #: A list's row that is open has its form: of what must be typed there is at most one field, beside the
    #: answers that decide money (a test holds it to that).
    in_row: bool = False
    #: Ångra: who has sent it by mistake cancels it by one press, soon after.
    may_be_undone: bool = False
    #: The message is also a paper: the name of the address of its PDF.
    paper: str = ""

    @property
    def told_as(self) -> str:
        return self.kind or self.name

    def senders_in(self, state: CaseState) -> frozenset[Party]:
        return self.outside_stay if state.kind is CaseKind.SIP else self.senders

    @property
    def brings_in(self) -> Field | None:
        """The field that names the unit that comes in with it."""
        return next((f for f in self.fields if f.name and f.name == self.naming.to_unit), None)

    @property
    def may_be_corrected(self) -> bool:
        """What hands the case over, cancels a message or has versions is done anew, not corrected."""
        return (self.may_be_cancelled or self.starts_case) and not self.naming.follows

    @property
    def may_be_entered_afterwards(self) -> bool:
        """Whether it may have been sent outside the system.

        Who takes part does so from the entry, as access does; and what takes a message back counts the same
        whenever it comes (assumed).
        """
        changes_parts = self.naming.to_unit or any(f.kind is Kind.PARTICIPANT for f in self.fields)
        changes_parts = changes_parts or self.naming.takes_back
        return not (self.in_system_only or self.kept_by or changes_parts or self.naming.cancels)

    @property
    def answer(self) -> Field | None:
        """What a row's form answers by a button for each answer: the choice that nothing is suggested for."""
        open_choices = (f for f in self.fields if f.kind is Kind.CHOICE and f.required and not f.suggest)
        return next((f for f in open_choices if not f.filled), None)

    @property
    def carries_circumstances(self) -> bool:
        return any(field.group for field in self.fields)

    @property
    def blockable(self) -> bool:
        """Whether a block keeps it within its unit: what rests on consent, never a notice of the act."""
        return bool(self.needs_consent)

    def verb_in(self, state: CaseState) -> str:
        return self.verb_again if self.verb_again and self.name in state.sent else self.verb

    def sends_in(self, state: CaseState) -> str:
        """What the form's own button says: that it sends, not that one writes."""
        return self.sends or self.verb_in(state)

    def is_over(self, state: CaseState) -> bool:
        """After a death nothing is said any more, but that the message of it was wrong, or all."""
        return not ALIVE.holds(state) and not self.naming.cancels and not self.at_any_time

    def is_far_ahead(self, state: CaseState, unit: UUID) -> bool:
        """Whether what it waits for first goes without saying, or nobody does it any more."""
        return self.is_over(state) or any(
            rule.far_ahead and not rule.allows(state, unit) for rule in self.requires
        )

    def is_early(self, state: CaseState, now: datetime) -> bool:
        """Whether what it tells of is planned for later."""
        planned = self.offered_from(state)
        return planned is not None and now < planned

    def refusals(self, state: CaseState, unit: UUID, then: CaseState | None = None) -> list[str]:
        """Why the unit may not send this now, in Swedish; empty when it may.

        What was sent outside the system must have been possible `then`, in the case as it was.
        """
        then = then or state
        if state.mistaken_at:
            return [MISTAKEN]
        if not self.starts_case and not self.naming.takes_back and not state.acts(unit):
            return ["Er del i ärendet är överlämnad. Läs det som finns; den som tog över skriver i det."]
        if then is not state and not then.acts(unit):
            return ["Er enhet deltog inte i ärendet vid den tiden. Ange när det skickades."]
        if self.is_over(then):
            return [ALIVE.said_to(then, unit)]
        refused = [rule.said_to(then, unit) for rule in self.failing(then, unit)]
        consent = consent_refusal(self.needs_consent, self.unconsented(state, unit))
        return [*refused, consent] if consent else refused

    def failing(self, state: CaseState, unit: UUID) -> list[Rule | UnitRule]:
        """What is not true of the case, and must be before the unit sends this; of an open case."""
        if self.is_over(state):
            return [ALIVE]
        return [rule for rule in self.requires if not rule.allows(state, unit)]

    def unconsented(self, state: CaseState, unit: UUID) -> list[Part]:
        """Those whom the unit would send it to, where none of them may have what it tells; else empty."""
        parts = [] if self.for_patient or not self.needs_consent else self._addressed_parts(state, unit)
        return [] if any(state.may_have(self.needs_consent, part) for part in parts) else parts

    @property
    def asks_consent(self) -> bool:
        """Whether it may be that the patient's consent or wish is what it lacks."""
        is_told = bool(self.needs_consent) and not self.for_patient
        return is_told or any(rule.of_person for rule in self.requires)

    def lacks_consent(self, state: CaseState, unit: UUID) -> bool:
        """Whether the unit is not asked for it now: the person has not consented, or does not want it."""
        declined = any(rule.of_person and not rule.allows(state, unit) for rule in self.requires)
        return declined or bool(self.unconsented(state, unit))

    def refusals_to_region(self, state: CaseState) -> list[str]:
        """The same of the region's invoicer, who takes no part in the case."""
        if not self.decided_by_region:
            return [f"Regionen skickar inte {self.title.lower()}."]
        if state.mistaken_at:
            return [MISTAKEN]
        if state.kind is CaseKind.SIP:
            return ["Ärendet är en SIP utan vårdtillfälle: ingen kommun betalar för det."]
        nobody = UUID(int=0)
        return [rule.said_to(state, nobody) for rule in self.requires if not rule.allows(state, nobody)]

    @property
    def may_be_entered(self) -> bool:
        """Whether it can be entered as what a unit that is not connected has said.

        Such a unit names no colleague, takes back nothing, and brings in nobody.
        """
        naming, kinds = self.naming, {field.kind for field in self.fields}
        moves = naming.to_unit or naming.cancels or naming.takes_back
        own = self.starts_case or self.notes_paper or self.corrects_payer
        return not (moves or own or Kind.COLLEAGUE in kinds)

    def refusal_of_entering(self, state: CaseState, author: UUID, unit: UUID) -> str:
        """Why the author may not enter this as what the unit has said; empty when it may.

        The ward does while the person is in hospital, after that whoever takes part (assumed).
        """
        part, writer = state.parts.get(unit), state.parts.get(author)
        if part is None or part.ended_at or writer is None or not state.acts(author):
            return "Enheten deltar inte i ärendet. Lägg till den först."
        if state.in_hospital and writer.party != Party.INPATIENT:
            return "Avdelningen registrerar vad en enhet som inte är ansluten svarar. Be avdelningen."
        return "" if self.may_be_entered else "Det meddelandet registreras inte för någon annan."

    def refusal_of_entering_for_ward(self, state: CaseState, ward: UUID) -> str:
        """Why the region may not enter this as what the ward sent; empty when it may."""
        if not self.entered_by_region:
            return "Det meddelandet skriver regionen inte in."
        return (
            ""
            if state.acts(ward)
            else "Avdelningen deltar inte i ärendet nu, och regionen skriver inget åt den."
        )

    def receiving(self, state: CaseState, sender: UUID) -> list[UUID]:
        """The units with a part in the case that the message goes to: those that may have what it tells."""
        return [
            part.unit
            for part in self._addressed_parts(state, sender)
            if state.may_have(self.needs_consent, part)
        ]

    def _addressed_parts(self, state: CaseState, sender: UUID) -> list[Part]:
        """A ward hears nothing more of the SIP of somebody who has gone home.

        Nor does a unit that should not have had the case hear that it is taken back.
        """
        parties, but = self.receivers, {sender}
        if self.step in SIP_STEPS and not state.in_hospital:
            parties -= {Party.INPATIENT}
        if self.naming.takes_back and (left := state.handed_over.get(sender)) and left.is_new and left.to:
            but.add(left.to)
        return [
            part
            for part in state.parts.values()
            if part.party in parties
            and part.unit not in but
            and part.ended_at is None
            and (part.connected or not self.notes_paper)
        ]

    def newer_version(self, values: dict[str, Any], state: CaseState, unit: UUID) -> UUID | None:
        """The unit's newest version, if these values were written from another one."""
        newest = self.newest_version(state, unit)
        return newest if newest != values.get(self.naming.follows) else None

    def newest_version(self, state: CaseState, unit: UUID) -> UUID | None:
        """The version that the unit writes its next one from."""
        return state.versions.get((self.name, self.author_of(unit))) if self.naming.follows else None

    def author_of(self, unit: UUID) -> UUID | None:
        """Whose versions the unit's are; None where they are everybody's."""
        return None if self.naming.shared else unit

    def problems(self, values: dict[str, Any], state: CaseState, now: datetime) -> dict[str, str]:
        return problems(self.fields, self.settled(values), state, now)

    def settled(self, values: dict[str, Any]) -> dict[str, Any]:
        """The values with every moment's offset as a number, so that they compare as they happened.

        And with every row of a list known by an id.
        """
        said = [field for field in self.fields if values.get(field.name)]
        moments = {f.name: settled(values[f.name]) for f in said if f.kind is Kind.MOMENT}
        rows = {f.name: rows_of(f, values[f.name]) for f in said if f.kind is Kind.ROWS}
        return values | moments | rows

    def split(self, values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The values as stored: (facts, content). A list's codes are facts, and all of it is content.

        Of the patient's circumstances it says also that one has ended.
        """
        facts = {f.name: encode(f, value) for f, value in self.facts_in(values)}
        said = [f for f in self.fields if f.sent and (not f.fact or f.kind is Kind.ROWS)]
        content = {f.name: encode(f, values.get(f.name)) for f in said}
        ended = {f.name: "" for f in self.fields if f.group and content.get(f.name) == ""}
        return facts, {name: value for name, value in content.items() if value not in (None, "", [])} | ended

    def facts_in(self, values: dict[str, Any]) -> list[tuple[Field, Any]]:
        """What of the values the fold may read."""
        return [(f, fact_of(f, values.get(f.name))) for f in self.fields if f.fact]

    def decoded(self, stored: dict[str, Any]) -> dict[str, Any]:
        return {f.name: decode(f, stored[f.name]) for f in self.fields if f.name in stored}
