"""What an outcome follows from: where nothing of it has changed, nothing is computed.

A case's outcome follows from its facts, from what the case itself says beside them (its reference, payer,
district and kind of care), from the rules (`rules_digest`: the program's code, holidays and clock, terms and
rates) and from the day. Only an outcome that no later day changes (`billing.liability.is_final`) says since
when it is that, and any other is computed every night. So is a case that the database has noted as changed,
whatever its digests say.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from billing.liability import Rulebook
from billing.rulebook import rules_digest
from billing.rules.liability_columns import NOTHING
from discharge.process import columns

_SHOWN = columns.values(columns.CASE_LIABILITY, NOTHING)
_SAME = (
    *(
        f"r.{name} IS NOT DISTINCT FROM c.{name}"
        for name in ("reference", "payer_id", "district_id", "care_type")
    ),
    # What a final outcome shows in lists is nothing; where something else is shown, the night puts it right.
    *(f"c.{name} IS NOT DISTINCT FROM %(shown_{name})s" for name in _SHOWN),
)
#: As `outcome_rows` has it of the same text. No md5, which a server in FIPS mode refuses.
FACTS_DIGEST = "encode(sha256(convert_to(f.facts::text, 'UTF8')), 'hex')"
#: Whether a case `c` with its facts `f` and its result `r` would come to what lies there.
UNCHANGED = f"""r.final_from <= %(as_of)s AND r.rules = %(rules)s AND {" AND ".join(_SAME)}
    AND r.facts_digest = {FACTS_DIGEST}"""


def values(rules: Rulebook, as_of: date) -> dict[str, Any]:
    """What it is asked with."""
    shown = {f"shown_{name}": value for name, value in _SHOWN.items()}
    return {"rules": rules_digest(rules), "as_of": as_of, **shown}
