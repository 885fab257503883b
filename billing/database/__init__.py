"""The rules that the database itself keeps of money: terms, what was computed, and the ledger."""

from pathlib import Path

from billing.database.tables import TABLES
from municipalities.database.engine.functions import read_folder
from municipalities.database.engine.rows import Rules
from municipalities.database.engine.views import read_views

RULES = Rules(
    tables=TABLES,
    functions=read_folder(
        Path(__file__).parent / "functions", "explaining", "changes", "month_sums", "objections"
    ),
    views=read_views(Path(__file__).parent / "views", "month_lines", "month_line_sums"),
)
