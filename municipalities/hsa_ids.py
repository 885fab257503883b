"""How an HSA-id is written: SE, the organisation's number, and what the organisation has chosen. Pure."""

FORM = "SE[0-9]{10}-[A-Za-z0-9]+"
WHOLE = f"^{FORM}$"
LONGEST = 31
