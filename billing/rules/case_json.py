"""JSON lines in, JSON lines out: one case a line, in the same order, one line held at a time."""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO, NoReturn

from billing.liability import (
    Care,
    CareType,
    CaseFacts,
    Change,
    InvalidFacts,
    Leave,
    OutpatientStatement,
    OutpatientStatus,
    ReadyPeriodFacts,
    Rulebook,
    SipWish,
    assess,
)
from billing.rules.case_fields import TWICE, Fields, InvalidField, decoded_object

# A case takes a few kilobytes; a line without end must not fill the memory.
LONGEST_LINE = 16 * 1024 * 1024

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

Answer = dict[str, Any]


def answer_stream(source: BinaryIO, out: BinaryIO, rules: Rulebook) -> int:
    """Answers each line as soon as it has come; returns how many lines were no valid cases."""
    refused = 0
    for line in _read_lines(source):
        if line.removeprefix(_BYTE_ORDER_MARK).strip():
            answer = answer_line(line, rules)
            refused += "error" in answer
            # Readable text, unless it holds characters that some readers take for the end of a line.
            text = json.dumps(answer, ensure_ascii=False)
            out.write((text if text.isprintable() else json.dumps(answer)).encode() + b"\n")
            out.flush()
    return refused


def _read_lines(source: BinaryIO) -> Iterator[bytes]:
    """A line that is too long comes cut, and its rest is passed over."""
    while line := source.readline(LONGEST_LINE + 1):
        yield line
        while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            line = source.readline(LONGEST_LINE + 1)


def answer_line(line: bytes, rules: Rulebook) -> Answer:
    case_id = None
    try:
        record = _decode_line(line)
        case_id = _readable_id(record)
        fields = Fields(record)
        assessment = assess(case_facts(fields), as_of=fields.day("as_of"), rules=rules)
        return {
            "id": fields.text("id"),
            "starts_on": [day.isoformat() if day else None for day in assessment.starts_on],
            "days": [day.isoformat() for day in assessment.days],
            "amount": assessment.amount,
            "ready_days": assessment.ready_days,
            "reasons": list(assessment.reasons),
        }
    except (InvalidField, InvalidFacts) as invalid:
        return {"id": case_id, "error": str(invalid)}
    except OverflowError:
        return {"id": case_id, "error": "Raden innehåller en tid utanför kalendern."}


def _decode_line(line: bytes) -> object:
    if len(line) > LONGEST_LINE:
        raise InvalidField(f"Raden är längre än {LONGEST_LINE} byte.")
    try:
        return _DECODER.decode(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise InvalidField("Raden är inte UTF-8.") from None
    except json.JSONDecodeError as error:
        raise InvalidField(f"Raden är inte JSON: felet står vid tecken {error.pos + 1}.") from None
    except (ValueError, RecursionError):
        raise InvalidField("Raden är inte JSON som går att läsa.") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=decoded_object, parse_constant=_refuse_constant)


def _readable_id(record: object) -> str | None:
    if not isinstance(record, dict) or record.get(TWICE) == "id":
        return None
    case_id = record.get("id")
    return case_id if isinstance(case_id, str) else None


def case_facts(fields: Fields) -> CaseFacts:
    """`leaves`, `changes` and `sip_wishes` stand beside the worked cases' keys where a case has them."""
    return CaseFacts(
        care=_read_care(fields),
        admitted_at=fields.moment("admitted_at"),
        need_assessed_at=fields.moment_or_null("need_assessed_at"),
        admission_notice_sent_at=fields.moment_or_null("admission_notice_sent_at"),
        sip_needed=fields.flag("sip_needed"),
        compulsory_outpatient_care=fields.flag("compulsory_outpatient_care"),
        sip_calls=fields.moments("sip_calls"),
        sip_wishes=tuple(
            [
                SipWish(wish.moment("at"), wish.flag("declines"))
                for wish in fields.objects_if_given("sip_wishes")
            ]
        ),
        services_declined=fields.flag("services_declined"),
        outpatient_care_needed=fields.flag("outpatient_care_needed"),
        outpatient_care=tuple(
            [
                OutpatientStatement(statement.moment("at"), statement.word("status", OutpatientStatus))
                for statement in fields.objects("outpatient_care")
            ]
        ),
        ready=tuple(
            [
                ReadyPeriodFacts(
                    period.moment("sent_at"),
                    period.moment_or_null("withdrawn_at"),
                    period.moment_if_given("call_from"),
                )
                for period in fields.objects("ready")
            ]
        ),
        discharged_at=fields.moment_or_null("discharged_at"),
        deceased_at=fields.moment_or_null("deceased_at"),
        leaves=tuple(
            [
                Leave(leave.moment("began_at"), leave.moment_or_null("ended_at"))
                for leave in fields.objects_if_given("leaves")
            ]
        ),
        changes=tuple(
            [Change(change.moment("at"), _read_care(change)) for change in fields.objects_if_given("changes")]
        ),
        mistaken=fields.flag_if_given("mistaken"),
    )


def _read_care(fields: Fields) -> Care:
    return Care(
        fields.word("care_type", CareType),
        fields.municipality_or_null("municipality"),
        fields.municipality_or_null("placed_by"),
    )
