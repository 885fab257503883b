"""Where a protected person is cared for: who is shown the ward, and what of it the others are."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from municipalities.units.parties import Party

#: What everybody is shown of the ward: that it is one, of which kind of care. Its name, hospital, telephone
#: and all that is added to a unit later is hidden until it is listed here.
SHOWN = frozenset({"id", "party", "care_type", "valid_from"})
#: What it is called instead.
WARD = "Avdelningen"
#: What stands in place of a telephone number or a contact of the ward.
HIDDEN_PLACE = "Dolt: vårdplatsen är skyddad"


@dataclass(frozen=True, slots=True)
class PlaceOfCare:
    """How one reader sees the place of care of one person.

    `own` is the reader's own unit, which knows where it is; `is_open` that the reader has given a reason.
    """

    is_protected: bool = False
    own: UUID | None = None
    is_open: bool = False

    def hides(self, unit: UUID, party: str) -> bool:
        """Whether the unit is not to be told of."""
        return self.is_protected and party == Party.INPATIENT and unit != self.own and not self.is_open
