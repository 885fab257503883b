"""What the case page shows of blocks, and the list of blockable types that the database's policy reads."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from discharge.models import BlockableType
from discharge.panels import Panel
from discharge.process import MESSAGE_TYPES
from discharge.queries import CaseFile
from municipalities.models import Assignment


def list_types(using: str = "default", **kwargs: Any) -> None:
    """After each migrate, by the owner: the types that the process table says are blockable."""
    blockable = {row.name for row in MESSAGE_TYPES.values() if row.blockable}
    listed = BlockableType.objects.using(using)
    listed.exclude(pk__in=blockable).delete()
    listed.bulk_create([BlockableType(type=name) for name in blockable], ignore_conflicts=True)


def panel(file: CaseFile, assignment: Assignment, now: datetime) -> Panel:
    """What is blocked in the case, and for whom; the link to set, lift and open stands there too."""
    context = {"case": file.case, "blocks": file.blocks, "now": now}
    return Panel("discharge/_blocks.html", context)
