"""What the raw messages of a stay come to, a second time: slow, plain, and importing nothing of the product.

Takes the rows of `discharge_message` and of its recipients as they lie, and answers the JSON that
`naive_liability.answer` computes from. Beside it, `rules_met` names the rules that a stay puts to the test.
"""

from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from tests.factories.naive import naive_liability
from tests.factories.naive.naive_liability import STOCKHOLM, local


class Row(NamedTuple):
    """A message as the table has it; `offices` are the municipalities of its receiving municipal units.

    Whoever takes a hand-over back receives what it says itself. `papers` are those that are not connected:
    "message/unit municipality". What was sent on paper has its true time in `happened_at`, the municipalities
    that got it then, and how many surgeries got it at all and then.
    """

    id: str
    type: str
    sent_at: datetime
    facts: dict[str, Any]
    corrects: str | None
    offices: list[str]
    papers: list[str] = []
    happened_at: datetime | None = None
    offices_then: list[str] = []
    surgeries: int = 0
    surgeries_then: int = 0


class Placed(NamedTuple):
    """A message where it counts: at its true time, unless HSF has said that the entry's time counts."""

    at: datetime
    row: Row
    #: How it went on paper, as its last correction has it; None where it did not.
    paper: Row | None

    def reached(self, municipality: str) -> datetime:
        if self.paper is None or municipality in self.paper.offices_then:
            return self.at
        return self.row.sent_at

    def surgeries_told(self) -> datetime:
        if self.paper and self.row.surgeries and not self.paper.surgeries_then:
            return self.row.sent_at
        return self.at


def place(rows: list[Row]) -> list[Placed]:
    """All messages but those that were cancelled, in the order in which they count."""
    gone = cancelled_ids(rows)
    objected = {
        row.id: row.facts["message"] for row in rows if row.type == "objection" and row.id not in gone
    }
    overruled = set()
    for row in rows:
        if row.type == "objection_decision" and row.facts["outcome"] == "upheld":
            overruled.add(objected.get(row.facts["objection"]))
    found = []
    for row in rows:
        if row.id in gone:
            continue
        paper, at = (row if row.happened_at else None), row.happened_at or row.sent_at
        if row.corrects:
            paper, at = None, row.sent_at
        for other in rows:
            if other.corrects == row.id and other.id not in gone and other.happened_at:
                paper, at = other, other.happened_at
        found.append(Placed(row.sent_at if row.id in overruled else at, row, paper))
    return sorted(found, key=lambda one: one.at)


def cancelled_ids(rows: list[Row]) -> set[str]:
    cancelled = {row.facts["message"] for row in rows if row.type == "cancel"}
    return cancelled | {row.facts["ending"] for row in rows if row.type == "reopening"}


def stay(case_id: str, rows: list[Row], as_of: date) -> dict[str, Any]:
    """The facts of one stay, as they are known at the end of `as_of`."""
    rows = sorted(rows, key=lambda row: (row.sent_at, row.id))
    counting = what_counts(rows)
    notice = only(counting, "admission_notice")[0]
    homes = homes_of(notice, only(counting, "municipality_correction"))
    told_on = payer_on(homes, local(notice["at"].isoformat()).date())
    readies = counting_readies(counting)
    last = readies[-1] if readies else None
    wishes = [row["wish"] for row in only(counting, "services_declined")]
    left, deaths = only(counting, "discharge"), only(counting, "deceased")
    return {
        "id": case_id,
        "care_type": notice["care_type"],
        "municipality": homes[0].municipality,
        "placed_by": homes[0].placed_by,
        "admitted_at": notice["admitted_at"],
        "need_assessed_at": notice["need_assessed_at"],
        "admission_notice_sent_at": text(
            earliest(
                first_to(told_on, rows, notice["at"], None),
                told(told_on, rows, counting, None, None),
            )
        ),
        "sip_needed": bool(last and last["type"] == "ready_notice" and last["sip_needed"]),
        "compulsory_outpatient_care": bool(
            last and (last["type"] == "lpt_notice" or last["compulsory_outpatient_care"])
        ),
        "sip_calls": [text(row["at"]) for row in only(counting, "sip_call")],
        "sip_wishes": [
            {"at": text(row["at"]), "declines": row["wish"] == "declines"}
            for row in only(counting, "sip_wish")
        ],
        "services_declined": wishes[-1:] == ["declines"],
        "outpatient_care_needed": bool(last and last["outpatient_care_needed"]),
        "outpatient_care": [
            {"at": text(row["at"]), "status": row["status"]} for row in only(counting, "outpatient_care")
        ],
        "ready": periods(homes, rows, counting, readies),
        # Of two, one of them on paper, the first counts.
        "discharged_at": left[0]["discharged_at"] if left else None,
        "deceased_at": deaths[-1]["deceased_at"] if deaths else None,
        "leaves": leaves(counting),
        "changes": changes(counting, notice["care_type"], homes),
        "mistaken": only(counting, "sent_in_error") != [],
        "as_of": as_of.isoformat(),
    }


class Home(NamedTuple):
    """Where somebody is registered, and who has placed him or her, from a day on."""

    since: date
    municipality: str | None
    placed_by: str | None
    district: str | None


def homes_of(notice: dict[str, Any], corrections: list[dict[str, Any]]) -> list[Home]:
    """As the last word has it: wrong from the start wipes out, a move holds from its day on.

    Said again of the same home, it is the move there on another day.
    """
    district = notice.get("placing_district") if notice["placed_by"] else notice["district"]
    homes = [Home(date.min, notice["municipality"], notice["placed_by"], district)]
    for said in corrections:
        since = date.fromisoformat(said["moved_on"]) if said["how"] == "moved" else date.min
        home = Home(since, said["municipality"], said["placed_by"], said["district"])
        if len(homes) > 1 and homes[-1]._replace(since=since) == home:
            del homes[-1]
        homes = [other for other in homes if other.since < since] + [home]
    return homes


def payer_on(homes: list[Home], day: date) -> str | None:
    home = [home for home in homes if home.since <= day][-1]
    return home.placed_by or home.municipality


def what_counts(rows: list[Row]) -> list[dict[str, Any]]:
    """Each message that was not cancelled, once, at its own time, with what its last correction says."""
    cancelled = cancelled_ids(rows)
    # Its receivers have had it; but nobody was moved by it.
    cancelled |= {row.facts["message"] for row in rows if row.type == "handover_undone"}
    found = []
    for placed in place(rows):
        row = placed.row
        if row.corrects is not None or row.id in cancelled:
            continue
        facts = row.facts
        for other in rows:
            if other.corrects == row.id and other.id not in cancelled:
                facts = other.facts
        said = {"id": row.id, "type": row.type, "at": placed.at, "entered": row.sent_at}
        found.append(facts | said | {"paper": placed.paper is not None, "told": placed.surgeries_told()})
    return found


def counting_readies(counting: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each notice of utskrivningsklar, but for what had been told already, by paper or before a paper."""
    found: list[dict[str, Any]] = []
    is_open = False
    for row in counting:
        if row["type"] in ENDS:
            is_open = False
        if row["type"] not in ("ready_notice", "lpt_notice"):
            continue
        if is_open and (row["paper"] or found[-1]["paper"]):
            found[-1]["entered"] = min(found[-1]["entered"], row["entered"])
            found[-1]["told"] = min(found[-1]["told"], row["told"])
            continue
        found.append(dict(row))
        is_open = True
    return found


def only(counting: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [row for row in counting if row["type"] == kind]


def first_to(
    payer: str | None, rows: list[Row], begin: datetime, end: datetime | None, entered: datetime | None = None
) -> datetime | None:
    """When a message first went to an office of the payer, from `begin` on and before `end`.

    What came in before the notice did (`entered`) says nothing of it.
    """
    if payer is None:
        return begin
    times = []
    for placed in place(rows):
        if placed.at < begin or (end is not None and placed.at >= end) or payer not in placed.row.offices:
            continue
        at = placed.reached(payer)
        is_notice = placed.row.type in ("ready_notice", "lpt_notice") and not placed.row.corrects
        if entered and not is_notice and at < entered:
            at = placed.row.sent_at
            if at < entered:
                continue
        times.append(at)
    return min(times) if times else None


def told(
    payer: str | None,
    rows: list[Row],
    counting: list[dict[str, Any]],
    begin: datetime | None,
    end: datetime | None,
) -> datetime | None:
    """When the payer, that is not connected, was first noted to have got something on paper: anything at all,
    or what was written from `begin` on, and before `end`."""
    times = []
    sent = {row.id: row.sent_at for row in rows}
    places = dict(paper.split(" ") for row in rows for paper in row.papers)
    for note in only(counting, "payer_told"):
        for paper in note["papers"] or []:
            written = sent[paper.split("/")[0]]
            at = datetime.fromisoformat(note["told_at"])
            if places.get(paper) != payer or (begin is not None and written < begin):
                continue
            if end is not None and (written >= end or at > end):
                continue
            times.append(at if begin is None else max(at, written))
    return min(times) if times else None


def earliest(*moments: datetime | None) -> datetime | None:
    known = [moment for moment in moments if moment is not None]
    return min(known) if known else None


def periods(
    homes: list[Home], rows: list[Row], counting: list[dict[str, Any]], readies: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """From each notice of utskrivningsklar to its withdrawal, for those that reached the payer meanwhile.

    Of those who pay at some time the one counts who pays on the day zero that the notice to it gives.
    """
    found = []
    for ready in readies:
        ends = [row for row in counting if row["type"] in ENDS and row["at"] > ready["at"]]
        end = ends[0] if ends else None
        until = end["at"] if end else None
        home = end.get("discharged_at") or end.get("deceased_at") if end else None
        over = datetime.fromisoformat(home) if home else until
        reached = []
        for payer in {home.placed_by or home.municipality for home in homes}:
            came = earliest(
                first_to(payer, rows, ready["at"], until, ready["entered"]),
                told(payer, rows, counting, ready["at"], over),
            )
            if came and payer_on(homes, naive_liability.day_zero_of(came.isoformat())) == payer:
                reached.append(came)
        sent_at = min(reached) if reached else None
        withdrawn = end["at"] if end and end["type"] == "ready_withdrawal" else None
        if sent_at is not None and (withdrawn is None or sent_at <= withdrawn):
            said = {"sent_at": text(sent_at), "withdrawn_at": text(withdrawn)}
            found.append(said | ({"call_from": text(ready["told"])} if ready["paper"] else {}))
    return found


ENDS = ("ready_withdrawal", "discharge", "deceased")


def leaves(counting: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for row in counting:
        is_away = bool(found) and found[-1]["ended_at"] is None
        if row["type"] == "leave_start" and not is_away:
            found.append({"began_at": row["began_at"], "ended_at": None})
        elif row["type"] == "leave_end" and is_away:
            found[-1]["ended_at"] = row["ended_at"]
    return found


def changes(counting: list[dict[str, Any]], care_type: str, homes: list[Home]) -> list[dict[str, Any]]:
    """A change for each day of a move and each transfer to other care, with all that holds from then on."""
    turns = [(datetime.combine(home.since, time.min, STOCKHOLM), None) for home in homes[1:]]
    turns += [(row["at"], row["care_type"]) for row in only(counting, "transfer")]
    found = []
    for at, care in sorted(turns, key=lambda turn: turn[0].timestamp()):
        if care == care_type:
            continue
        care_type = care or care_type
        home = [home for home in homes if home.since <= local(at.isoformat()).date()][-1]
        said = {"municipality": home.municipality, "placed_by": home.placed_by}
        found.append({"at": text(at), "care_type": care_type} | said)
    return found


def text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


# --- which rules a stay puts to the test --------------------------------------------------------------


def rules_met(rows: list[Row], facts: dict[str, Any], answer: dict[str, Any]) -> set[str]:
    """By name; the audit says nothing about a rule that no stay meets."""
    rows = sorted(rows, key=lambda row: (row.sent_at, row.id))
    payer = facts["placed_by"] or facts["municipality"]
    moves = {row.facts["how"] for row in rows if row.type == "municipality_correction"}
    met = {f"reason {reason}" for reason in answer["reasons"]} | notice_rules(rows, facts, payer)
    met |= {f"{row.type} corrected" for row in rows for other in rows if other.corrects == row.id}
    ids = {row.id: row.type for row in rows}
    met |= {f"{ids[row.facts['message']]} cancelled" for row in rows if row.type == "cancel"}
    met |= {"reopened" for row in rows if row.type == "reopening"}
    met |= {"hand-over taken back" for row in rows if row.type == "handover_undone"}
    met |= {"entered afterwards" for row in rows if row.happened_at}
    met |= {f"objection {row.facts['outcome']}" for row in rows if row.type == "objection_decision"}
    named = {
        "assessed later": facts["need_assessed_at"],
        "placed by another municipality": facts["placed_by"],
        "payer outside the county": payer and payer[:2] != "01",
        "compulsory outpatient care": facts["compulsory_outpatient_care"] and facts["ready"],
        "death": facts["deceased_at"],
        "new notice after a withdrawal": len(facts["ready"]) > 1,
        "notice after noon": any(local(period["sent_at"]).hour >= 12 for period in facts["ready"]),
        "another kind of care": len({change["care_type"] for change in [facts, *facts["changes"]]}) > 1,
        "municipality wrong from the start": "wrong" in moves,
        "moved during the stay": "moved" in moves,
        "sent in error": facts["mistaken"],
        "SIP declined": facts["ready"] and [wish for wish in facts["sip_wishes"] if wish["declines"]],
        f"charged {facts['care_type']}": answer["days"],
    }
    return met | {rule for rule, holds in named.items() if holds}


def notice_rules(rows: list[Row], facts: dict[str, Any], payer: str | None) -> set[str]:
    """Where the admission notice went, and whether it came on to the municipality that pays."""
    notice = next(row for row in rows if row.type == "admission_notice")
    if payer is None or payer in notice.offices:
        return set()
    if any(row.type == "payer_told" for row in rows):
        return {"payer told another way"}
    counted = facts["admission_notice_sent_at"]
    if counted is None:
        return {"notice never to the payer"}
    since = local(facts["need_assessed_at"] or facts["admitted_at"])
    late = datetime.fromisoformat(counted) - since > timedelta(hours=24)
    return {"notice sent on too late" if late else "notice sent on in time"}


def computed(case_id: str, rows: list[Row], as_of: date) -> tuple[dict[str, Any], set[str]]:
    """The answer from the messages alone, and the rules that it rests on."""
    facts = stay(case_id, rows, as_of)
    answer = naive_liability.answer(facts)
    return answer, rules_met(rows, facts, answer)
