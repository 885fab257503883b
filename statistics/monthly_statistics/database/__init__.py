"""The rules that the database itself keeps of figures: whose are read whole, and what everybody is shown."""

from pathlib import Path

from monthly_statistics.database.tables import TABLES
from municipalities.database.engine.functions import read_folder
from municipalities.database.engine.rows import Rules

RULES = Rules(
    tables=TABLES, functions=read_folder(Path(__file__).parent / "functions", "readers", "changed_months")
)
