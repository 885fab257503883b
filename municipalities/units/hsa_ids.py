"""How an HSA-id is written: SE, the organisation's number, and what the organisation has chosen. Pure."""

FORM = "SE[0-9]{10}-[A-Za-z0-9]+"
WHOLE = f"^{FORM}$"
LONGEST = 31


def issuer(hsa_id: str) -> str:
    """The number of the organisation that has given the id, as it is written: 212000-0068."""
    return f"{hsa_id[2:8]}-{hsa_id[8:12]}"
