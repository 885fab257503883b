"""Panels that apps above this one put on the case page; they register themselves in AppConfig.ready."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from discharge.queries import CaseFile
from municipalities.models import Assignment


@dataclass(frozen=True, slots=True)
class Panel:
    """A template and what it shows; it stands in the case page's column of panels."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


Builder = Callable[[CaseFile, Assignment, datetime], Panel | None]
_builders: list[Builder] = []


def register(builder: Builder) -> None:
    """`builder` is asked for every case page, and answers None where it has nothing to show."""
    _builders.append(builder)


def panels(file: CaseFile, assignment: Assignment, now: datetime) -> list[Panel]:
    built = (builder(file, assignment, now) for builder in _builders)
    return [panel for panel in built if panel]
