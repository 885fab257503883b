"""Words of what a reading of the HSA catalogue adds, changes, ends and refuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from municipalities.presenters.history import COLUMNS, ChangedValues, value_words


@dataclass(frozen=True, slots=True)
class ImportedChange:
    name: str
    hsa_id: str
    said: ChangedValues


def import_changes(report: Mapping[str, Any], kind: str) -> list[ImportedChange]:
    """The units that a reading adds, changes or ends (`kind`), each column before and after."""
    return [
        ImportedChange(
            row["name"],
            row["hsa_id"],
            [
                (COLUMNS[name], value_words(name, values[0]), value_words(name, values[1]))
                for name, values in row["columns"].items()
            ],
        )
        for row in report[kind]
    ]


def import_counts(report: Mapping[str, Any]) -> str:
    counted = [
        f"{len(report['added'])} nya",
        f"{len(report['changed'])} ändrade",
        f"{len(report['ended'])} avslutade",
        f"{report['unchanged']} oförändrade",
        f"{len(report['refused'])} nekade rader",
    ]
    return ", ".join(counted)
