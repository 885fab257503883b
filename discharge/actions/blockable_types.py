"""The list of blockable types that the database's policy reads, kept as the process table says."""

from __future__ import annotations

from typing import Any

from discharge.models import BlockableType
from discharge.process import MESSAGE_TYPES


def list_types(using: str = "default", **kwargs: Any) -> None:
    """After each migrate, by the owner: the types that the process table says are blockable."""
    blockable = {message_type.name for message_type in MESSAGE_TYPES.values() if message_type.blockable}
    listed = BlockableType.objects.using(using)
    listed.exclude(pk__in=blockable).delete()
    listed.bulk_create([BlockableType(type=name) for name in blockable], ignore_conflicts=True)
