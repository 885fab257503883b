"""Panels that apps above this one put on the case page, and above the form of a decision.

They register themselves in AppConfig.ready, which Django calls anew for each further registry of apps that is
made: who has registered stands there once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from discharge.queries import CaseFile
from municipalities.models import Assignment


@dataclass(frozen=True, slots=True)
class Panel:
    """A template and what it shows; it stands in the case page's column of panels."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


Builder = Callable[[CaseFile, Assignment, datetime], Panel | None]
_builders: list[Builder] = []
DecisionBuilder = Callable[[str, UUID, datetime], Panel | None]
_decision_builders: list[DecisionBuilder] = []


def register(builder: Builder) -> None:
    """`builder` is asked for every case page, and answers None where it has nothing to show."""
    if builder not in _builders:
        _builders.append(builder)


def panels(file: CaseFile, assignment: Assignment, now: datetime) -> list[Panel]:
    built = (builder(file, assignment, now) for builder in _builders)
    return [panel for panel in built if panel]


def register_decision(builder: DecisionBuilder) -> None:
    """`builder` gets a case's reference and what is decided, and answers None of what is not its own."""
    if builder not in _decision_builders:
        _decision_builders.append(builder)


def decision_panels(reference: str, decided: UUID, now: datetime) -> list[Panel]:
    built = (builder(reference, decided, now) for builder in _decision_builders)
    return [panel for panel in built if panel]
