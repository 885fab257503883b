"""The saved views that a reader may choose from."""

from __future__ import annotations

from discharge.models import SavedView
from municipalities.models import Assignment


def saved_views(by: Assignment) -> list[SavedView]:
    """The reader's own at the unit first, then the unit's, each by name."""
    found = SavedView.objects.filter(unit_id=by.unit_id).order_by("name")
    return sorted(found, key=lambda view: view.user_id is None)
