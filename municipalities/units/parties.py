"""Which side of the process a unit stands on, and which kind of care it gives. Pure: no Django."""

from __future__ import annotations

from enum import StrEnum


class Word(StrEnum):
    """A code value with its Swedish word, usable as a model field's choices."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Word:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(member.value, member.label) for member in cls]


class Party(Word):
    INPATIENT = "inpatient", "Slutenvård"
    OUTPATIENT = "outpatient", "Öppenvård"
    MUNICIPAL = "municipal", "Kommun"
    PLACEMENT = "placement", "Placeringssamordning"
    ADMINISTRATION = "administration", "Förvaltning"


#: Of a party that owes nothing, and has said nothing that is told in a word.
NOTHING_TO_DO = "inget att göra"


class CareType(Word):
    SOMATIC = "somatic", "Somatisk vård"
    PSYCHIATRIC = "psychiatric", "Psykiatrisk vård"
    ADDICTION = "addiction", "Beroendevård"
    CHILD_PSYCHIATRIC = "child_psychiatric", "Barn- och ungdomspsykiatri"
