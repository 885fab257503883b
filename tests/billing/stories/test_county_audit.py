"""Every stay of a demonstration county computed a second time, from the raw messages alone.

Nothing of the product computes it. Starts, days, reasons and amounts are those that the night has kept. The
rules that the stays meet are counted: an audit says nothing of what it never sees.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import Any

import psycopg
import pytest

from tests.factories.discharge.demo import demo
from tests.factories.naive import naive_messages
from tests.factories.naive.naive_liability import RATES
from tests.factories.naive.naive_messages import Row
from tests.servers import TestServers
from tests.sizes import PROOF, size

pytestmark = [pytest.mark.sized, pytest.mark.django_db(transaction=True)]

MESSAGES = """
SELECT m.case_id::text, m.id::text, m.type, m.sent_at, m.facts, m.corrects_id::text,
       array(SELECT u.municipality_id FROM municipalities_unit u
             WHERE u.party = 'municipal'
               AND (u.id IN (SELECT r.unit_id FROM discharge_recipient r
                             WHERE r.message_id = m.id AND r.connected)
                    OR m.type = 'handover_undone' AND u.id = m.sender_unit_id)),
       array(SELECT concat(m.id, '/', u.id, ' ', u.municipality_id)
             FROM discharge_recipient r JOIN municipalities_unit u ON u.id = r.unit_id
             WHERE r.message_id = m.id AND u.party = 'municipal' AND NOT r.connected),
       m.happened_at,
       array(SELECT u.municipality_id FROM municipalities_unit u
             WHERE u.party = 'municipal' AND u.id = ANY (m.told)),
       (SELECT count(*) FROM discharge_recipient r WHERE r.message_id = m.id AND r.party = 'outpatient'),
       (SELECT count(*) FROM municipalities_unit u WHERE u.party = 'outpatient' AND u.id = ANY (m.told))
FROM discharge_message m JOIN discharge_case c ON c.id = m.case_id WHERE c.kind = 'stay'
"""
RESULTS = """
SELECT case_id::text, as_of, reasons, ready_days, amount,
       array(SELECT p.starts_on FROM billing_liability_period p WHERE p.case_id = r.case_id ORDER BY number),
       array(SELECT d.date FROM billing_liability_day d
             WHERE d.case_id = r.case_id AND d.state = 'charged' ORDER BY d.date)
FROM billing_liability_result r
"""
# Invented rates charge nobody outside a demonstration, and then no amount could be compared.
RATES_THAT_CHARGE = """
INSERT INTO billing_daily_rate (year, care_type, kronor, source, status)
VALUES (%s, '', %s, 'provet', 'unverified')
"""
#: What at least twenty stays of the full county put to the test.
RULES = {
    "notice sent on in time",
    "notice sent on too late",
    "notice never to the payer",
    "payer told another way",
    "municipality wrong from the start",
    "moved during the stay",
    "hand-over taken back",
    "entered afterwards",
    "sent in error",
    "SIP declined",
    "ready_notice corrected",
    "ready_notice cancelled",
    "ready_withdrawal cancelled",
    "discharge corrected",
    "reopened",
    "assessed later",
    "placed by another municipality",
    "payer outside the county",
    "compulsory outpatient care",
    "death",
    "new notice after a withdrawal",
    "notice after noon",
    "another kind of care",
    "charged somatic",
    "charged psychiatric",
    "reason no_municipality",
    "reason admission_notice_missing",
    "reason admission_notice_late",
    "reason readiness_notice_missing",
    "reason services_declined",
    "reason sip_call_missing",
    "reason sip_call_late",
    "reason sip_call_pending",
    "reason outpatient_care_unavailable",
    "reason outpatient_care_unknown",
    "reason on_leave",
}


def test_b1_every_stay_recomputed_from_its_raw_messages(
    servers: TestServers, admin_connection: psycopg.Connection
) -> None:
    for year in (2024, 2025, 2026):
        admin_connection.execute(RATES_THAT_CHARGE, [year, RATES[year]])
    months, cases = size(3, full=15), size(120, full=3000)
    plan = ("--months", str(months), "--cases", str(cases), "--seed", "9")
    code, _, complained = demo(servers, *plan, seconds=size(240, full=3600))
    assert code == 0, complained
    met: Counter[str] = Counter()
    messages = _messages(admin_connection)
    for case_id, as_of, *kept in admin_connection.execute(RESULTS).fetchall():
        answer, rules = naive_messages.computed(case_id, messages.pop(case_id), as_of)
        assert _as_kept(answer) == tuple(kept), case_id
        met.update(rules)
    assert not messages, "every stay has an outcome"
    rare = {rule: met[rule] for rule in sorted(RULES) if met[rule] < 20}
    assert not rare or not PROOF, rare
    assert len(met.keys() & RULES) >= 20, sorted(RULES - met.keys())


def _messages(connection: psycopg.Connection) -> dict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for case_id, *row in connection.execute(MESSAGES).fetchall():
        found[case_id].append(Row(*row))
    return dict(found)


def _as_kept(answer: dict[str, Any]) -> tuple[Any, ...]:
    starts = [date.fromisoformat(start) if start else None for start in answer["starts_on"]]
    days = [date.fromisoformat(day) for day in answer["days"]]
    return sorted(answer["reasons"]), answer["ready_days"], answer["amount"], starts, days
