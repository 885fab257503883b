"""What most policies about a case ask: whether the unit that acts takes part in it."""

#: The part has not ended.
STILL = " AND p.ended_at IS NULL"


#: The part is as it should be: who never should have had one reads nothing.
RIGHTLY = " AND p.mistaken_at IS NULL"


def takes_part(case: str, also: str = "") -> str:
    """The condition that the unit that acts has a part, of which `also` holds, in the case of that column."""
    return (
        "EXISTS (SELECT 1 FROM discharge_participation p"
        f" WHERE p.case_id = {case} AND p.unit_id = (SELECT app_unit()){RIGHTLY}{also})"
    )


def until_the_part_ended(moment: str) -> str:
    """The part has not ended, or had not at that moment."""
    return f" AND (p.ended_at IS NULL OR {moment} <= p.ended_at)"


def decides(case: str) -> str:
    """The condition that the transaction decides in the case of that column, for the region."""
    return f"{case} = (SELECT discharge_decides_in())"
