"""Which hospitals and clinics the people of an area come to. Plausible rather than exact (assumed)."""

from __future__ import annotations

from municipalities.units.parties import CareType

#: sector: the areas in it, by the names of municipalities and of districts past and present
SECTORS: dict[str, tuple[str, ...]] = {
    "northwest": (
        "Järva",
        "Rinkeby-Kista",
        "Spånga-Tensta",
        "Hässelby-Vällingby",
        "Bromma",
        "Järfälla",
        "Upplands-Bro",
        "Upplands Väsby",
        "Sigtuna",
        "Sollentuna",
        "Solna",
        "Sundbyberg",
        "Ekerö",
    ),
    "north": ("Danderyd", "Täby", "Vallentuna", "Österåker", "Vaxholm", "Lidingö"),
    "inner": ("Kungsholmen", "Norra innerstaden", "Norrmalm", "Östermalm", "Södermalm"),
    "south": (
        "Enskede-Årsta-Vantör",
        "Skarpnäck",
        "Farsta",
        "Älvsjö",
        "Hägersten-Liljeholmen",
        "Hägersten-Älvsjö",
        "Skärholmen",
        "Nacka",
        "Värmdö",
        "Tyresö",
    ),
    "southwest": ("Huddinge", "Botkyrka", "Salem", "Haninge", "Nynäshamn"),
    "sodertalje": ("Södertälje", "Nykvarn"),
    "norrtalje": ("Norrtälje",),
}

#: sector: hospitals with the shares of the sector's somatic stays
HOSPITALS: dict[str, dict[str, int]] = {
    "northwest": {
        "Danderyds sjukhus": 8,
        "S:t Görans sjukhus": 5,
        "Karolinska Solna": 4,
        "Jakobsbergs sjukhus": 2,
        "Bromma geriatrik": 2,
    },
    "north": {"Danderyds sjukhus": 8, "Karolinska Solna": 2},
    "inner": {"Södersjukhuset": 5, "S:t Görans sjukhus": 4, "Danderyds sjukhus": 3, "Ersta sjukhus": 1},
    "south": {"Södersjukhuset": 7, "Dalens sjukhus": 3, "Karolinska Huddinge": 2, "Nackageriatriken": 2},
    "southwest": {"Karolinska Huddinge": 8, "Södersjukhuset": 2, "Handengeriatriken": 2},
    "sodertalje": {"Södertälje sjukhus": 8, "Karolinska Huddinge": 2},
    "norrtalje": {"Norrtälje sjukhus": 8, "Danderyds sjukhus": 2, "Akademiska sjukhuset, Uppsala": 1},
}

PSYCHIATRIC_SITES: dict[str, tuple[str, ...]] = {
    "northwest": ("Psykiatri Nordväst",),
    "north": ("Norra Stockholms psykiatri", "Psykiatri Nordväst"),
    "inner": ("Norra Stockholms psykiatri",),
    "south": ("Psykiatri Södra",),
    "southwest": ("Psykiatri Sydväst",),
    "sodertalje": ("Psykiatri Sydväst",),
    "norrtalje": ("Norra Stockholms psykiatri",),
}

_PSYCHIATRIC_CLINICS = {
    "northwest": "Psykiatrisk öppenvård Järva",
    "north": "Psykiatrisk öppenvård Danderyd",
    "inner": "Psykiatrisk öppenvård Södermalm",
    "south": "Psykiatrisk öppenvård Södermalm",
    "southwest": "Psykiatrisk öppenvård Huddinge",
    "sodertalje": "Psykiatrisk öppenvård Huddinge",
    "norrtalje": "Psykiatrisk öppenvård Danderyd",
}
_SOUTHERN = ("south", "southwest", "sodertalje")


def sector_of(area: str) -> str:
    return next(sector for sector, areas in SECTORS.items() if area in areas)


def clinic(sector: str, care_type: str) -> str:
    """The outpatient clinic of the sector for care that is not somatic, by its name in the directory."""
    southern = sector in _SOUTHERN
    return {
        CareType.PSYCHIATRIC: _PSYCHIATRIC_CLINICS[sector],
        CareType.ADDICTION: "Beroendemottagning Syd" if southern else "Beroendemottagning Centrum",
        CareType.CHILD_PSYCHIATRIC: "BUP öppenvård Syd" if southern else "BUP öppenvård Nord",
    }[CareType(care_type)]
