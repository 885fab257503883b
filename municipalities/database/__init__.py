"""The rules that the database itself keeps: which rows each role reads and writes, and what guards them.

    tables.py       a row a table: grants, policies, triggers
    functions/      what policies and triggers call, and the narrow functions that the site calls
    engine/         makes the database as these rows of all apps say (docs/decisions/0044)

To protect a new table is to add a row here (or in the table's own app), and to end its migration with
`ApplyRules()`.
"""

from pathlib import Path

from municipalities.database.engine.functions import read_folder
from municipalities.database.engine.rows import Rules
from municipalities.database.tables import TABLES

RULES = Rules(
    tables=TABLES,
    functions=read_folder(Path(__file__).parent / "functions", "acting", "history", "access_log", "guards"),
)
