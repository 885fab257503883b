"""What the figures say: monthly statistics per area, with small cells withheld.

Reads facts, never a patient. May import `billing`, `discharge` and `municipalities`.
"""
