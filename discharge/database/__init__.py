"""The rules that the database itself keeps of cases and persons: who reads, adds and changes which rows.

A unit sees the cases that it takes part in. The policies are correlated EXISTS on the participation, which
the unique index on (case, unit) answers; written as IN (SELECT …) the same was measured 500 times slower.
What goes past the policies are the narrow SECURITY DEFINER functions in functions/.
"""

from pathlib import Path

from discharge.database import cases, derived, messages, persons
from municipalities.database.engine.functions import read_folder
from municipalities.database.engine.rows import Rules

RULES = Rules(
    tables=(*cases.TABLES, *messages.TABLES, *persons.TABLES),
    functions=(
        *read_folder(
            Path(__file__).parent / "functions",
            "deciding",
            "parts",
            "lists",
            "links",
            "messages",
            "sending",
            "stays",
            "persons",
            "blocks",
            "destruction",
            "record_keeping",
            "log_review",
        ),
        derived.write_function(),
    ),
)
