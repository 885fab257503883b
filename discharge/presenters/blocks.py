"""What the case page shows of blocks."""

from __future__ import annotations

from datetime import datetime

from discharge.extensions.panels import Panel
from discharge.queries import CaseFile
from municipalities.models import Assignment


def panel(file: CaseFile, assignment: Assignment, now: datetime) -> Panel:
    """What is blocked in the case, and for whom; the link to set, lift and open stands there too."""
    context = {"case": file.case, "blocks": file.blocks, "now": now}
    return Panel("discharge/_blocks.html", context)
