"""Ready periods as the night's computation gives them, told by the times of their notices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from monthly_statistics.figures.areas import Area, Areas
from monthly_statistics.figures.counting import Cell, Count, count
from monthly_statistics.figures.facts import Period, Person, SipEvent
from monthly_statistics.figures.groups import ALL, Group
from monthly_statistics.figures.indicators import LIABILITY, READY, SIP_FOLLOWED_UP, SIP_HELD, Indicator

from billing.liability import Care, CareType, CaseFacts, ReadyPeriodFacts, assess
from billing.reference.reading import reference_rulebook
from municipalities.swedish.clock import local_date

STOCKHOLM = "0180"
HUDDINGE = "0126"
NACKA = "0182"
ELSEWHERE = "0380"
WOMAN_OF_81 = date(1939, 5, 1)


@dataclass(eq=False)
class District:
    """A district as the directory has it, without a database."""

    id: UUID
    name: str
    valid_from: date
    valid_to: date | None = None
    merged_into: District | None = None
    municipality_id: str = STOCKHOLM

    def on(self, day: date) -> District:
        if self.valid_to and day > self.valid_to and self.merged_into:
            return self.merged_into.on(day)
        return self


JARVA = District(UUID(int=1), "Järva", date(2023, 7, 1))
SPANGA = District(UUID(int=2), "Spånga-Tensta", date(2007, 1, 1), date(2023, 6, 30), JARVA)
BROMMA = District(UUID(int=3), "Bromma", date(2007, 1, 1))

AREAS = Areas({STOCKHOLM: "Stockholm", HUDDINGE: "Huddinge", NACKA: "Nacka"}, [JARVA, SPANGA, BROMMA])


def area(code: str) -> Area:
    return next(area for area in AREAS.all() if area.code == code)


def person(sex: str = "woman", born: date | None = WOMAN_OF_81) -> Person:
    return Person(uuid4(), sex, born)


def stay(
    *ready: tuple[str, str | None],
    home: str | None = None,
    as_of: str = "2024-01-01",
    who: Person | None = None,
    payer: str | None = HUDDINGE,
    district: District | None = None,
    care_type: CareType = CareType.SOMATIC,
) -> list[Period]:
    """Each of `ready` is a notice and its withdrawal; everything that liability asks for is in place."""
    notices = [
        ReadyPeriodFacts(datetime.fromisoformat(sent), _moment(withdrawn)) for sent, withdrawn in ready
    ]
    admitted = notices[0].sent_at - timedelta(days=2)
    facts = CaseFacts(
        Care(care_type, payer),
        admitted_at=admitted,
        admission_notice_sent_at=admitted,
        ready=tuple(notices),
        discharged_at=_moment(home),
    )
    case, who = uuid4(), who or person()
    return list(_periods(facts, date.fromisoformat(as_of), case, who, district))


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _periods(
    facts: CaseFacts, as_of: date, case: UUID, who: Person, district: District | None
) -> Iterator[Period]:
    for period in assess(facts, as_of=as_of, rules=reference_rulebook()).periods:
        notice_on = local_date(period.ready.sent_at)
        yield Period(
            person=who,
            case=case,
            municipality=period.care.payer,
            district=district.id if district else None,
            care_type=period.care.care_type,
            notice_on=notice_on,
            ended_on=period.ended_on,
            ready_days=tuple(notice_on + timedelta(days=number) for number in range(period.ready_days)),
            liability_days=tuple(day.date for day in period.charged),
        )


class Counted:
    """The counts of some stays, asked for by month and area."""

    def __init__(
        self, *stays: Sequence[Period], sips: Iterable[SipEvent] = (), as_of: str = "2024-01-01"
    ) -> None:
        found = (period for periods in stays for period in periods)
        together = sorted(found, key=lambda period: (period.person.id, period.case))
        self.cells: dict[Cell, Count] = count(
            {Period: together, SipEvent: sips}, AREAS, as_of=date.fromisoformat(as_of)
        )

    def ready(self, month: str, code: str, group: Group = ALL) -> Count | None:
        return self._cell(READY, month, code, group)

    def liability(self, month: str, code: str, group: Group = ALL) -> Count | None:
        return self._cell(LIABILITY, month, code, group)

    def held(self, month: str, code: str, group: Group = ALL) -> Count | None:
        return self._cell(SIP_HELD, month, code, group)

    def followed_up(self, month: str, code: str, group: Group = ALL) -> Count | None:
        return self._cell(SIP_FOLLOWED_UP, month, code, group)

    def _cell(self, indicator: Indicator, month: str, code: str, group: Group) -> Count | None:
        return self.cells.get(Cell(date.fromisoformat(f"{month}-01"), indicator, area(code), group))
