"""Whether every answer about a case that a browser got has its row in the access log."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import psycopg

#: What names a case in an address: its id, or on the invoicer's pages its reference.
NAMES_A_CASE = re.compile(
    r"/(?:arenden|varfor|cases)/([0-9a-f]{8}-[0-9a-f-]{27})/|/betalning/arende/([\w-]+)/"
)
READ = ("open", "print", "export")


@dataclass(frozen=True)
class Reading:
    """One answer (200) to somebody's browser, from an address that names a case."""

    account: str
    method: str
    case: str

    @classmethod
    def of(cls, account: str, method: str, url: str) -> Reading | None:
        found = NAMES_A_CASE.search(url)
        return cls(account, method, found[1] or found[2]) if found else None


def untraced(admin: psycopg.Connection, readings: Iterable[Reading]) -> dict[tuple[str, str], str]:
    """By reader and case: the answers to GETs that have no reading of their own in the log, and why.

    What a form answers (POST) is one of the reader's rows of any kind about the case.
    """
    rows = admin.execute("SELECT reference, id::text FROM discharge_case").fetchall()
    references: dict[str, str] = dict(rows)
    got = Counter((r.account, references.get(r.case, r.case), r.method) for r in readings)
    read, any_row = _rows(admin, READ), _rows(admin, None)
    missing = {}
    for (account, case, method), answers in got.items():
        traces = read[account, case] if method == "GET" else answers * bool(any_row[account, case])
        if traces < answers:
            missing[account, case] = f"{answers} answers to {method}, {traces} rows in the log"
    return missing


def _rows(admin: psycopg.Connection, actions: tuple[str, ...] | None) -> Counter[tuple[str, str]]:
    found = admin.execute(
        """SELECT u.username, l.case_id::text, count(*)
           FROM municipalities_access_log l JOIN municipalities_user u ON u.id = l.user_id
           WHERE l.case_id IS NOT NULL AND NOT l.refused
             AND (%(actions)s::text[] IS NULL OR l.action = ANY (%(actions)s))
           GROUP BY 1, 2""",
        {"actions": list(actions) if actions else None},
    ).fetchall()
    return Counter({(username, case): rows for username, case, rows in found})
