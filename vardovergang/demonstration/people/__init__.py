"""The demonstration's invented persons, and where they live."""
