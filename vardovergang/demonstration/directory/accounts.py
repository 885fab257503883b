"""The accounts of the demonstration's login page."""

from __future__ import annotations

from municipalities.login.demonstration import Account
from municipalities.models import Role

#: Units are named as in the directory; `{district}` is the district that holds Spånga-Tensta today.
ACCOUNTS = (
    Account(
        "somatik",
        "Anna",
        "Åkesson",
        Role.INPATIENT,
        ("Akutgeriatrik 12", "Medicin 61"),
        "Sjuksköterska, somatisk avdelning",
    ),
    Account(
        "psykiatri",
        "Petter",
        "Lund",
        Role.INPATIENT,
        ("Psykosvård 51",),
        "Sjuksköterska, psykiatrisk avdelning",
    ),
    Account(
        "vardcentral",
        "Carina",
        "Holm",
        Role.OUTPATIENT,
        ("Tensta vårdcentral", "Rinkeby vårdcentral"),
        "Koordinator, vårdcentral",
    ),
    Account(
        "stadsdel",
        "Bita",
        "Hosseini",
        Role.CASE_OFFICER,
        ("Biståndsenheten {district}",),
        "Biståndshandläggare",
    ),
    Account(
        "huddinge", "Henrik", "Öberg", Role.CASE_OFFICER, ("Biståndsenheten Huddinge",), "Biståndshandläggare"
    ),
    Account(
        "placering",
        "Pia",
        "Nyström",
        Role.PLACEMENT_COORDINATOR,
        ("Placeringssamordningen, Stockholms stad",),
        "Placeringssamordnare",
    ),
    Account(
        "hsf",
        "Inger",
        "Falk",
        Role.INVOICER,
        ("Hälso- och sjukvårdsförvaltningen, fakturering",),
        "Fakturerare, Hälso- och sjukvårdsförvaltningen",
    ),
    Account(
        "storsthlm", "Stina", "Äng", Role.STATISTICS, ("Storsthlm, kansliet",), "Administratör, Storsthlm"
    ),
    Account(
        "statistikhsf",
        "Hanna",
        "Rydberg",
        Role.STATISTICS,
        ("Hälso- och sjukvårdsförvaltningen, statistik",),
        "Statistiker, Hälso- och sjukvårdsförvaltningen",
    ),
    Account(
        "statistikkommun",
        "Hugo",
        "Lindahl",
        Role.STATISTICS,
        ("Ekonomienheten, Huddinge kommun",),
        "Statistiker, Huddinge kommun",
    ),
    Account(
        "statistikstad",
        "Sixten",
        "Arvidsson",
        Role.STATISTICS,
        ("Stadsledningskontoret, Stockholms stad",),
        "Statistiker, Stockholms stad",
    ),
    Account(
        "statistikstadsdel",
        "Signe",
        "Dahlberg",
        Role.STATISTICS,
        ("Stadsdelsförvaltningen {district}",),
        "Statistiker, stadsdel",
    ),
    Account(
        "logg",
        "Lovisa",
        "Granlund",
        Role.LOG_REVIEWER,
        ("Region Stockholm, logggranskning",),
        "Logggranskare, Region Stockholm",
    ),
    *(
        Account(
            username,
            given,
            family,
            Role.RECORD_KEEPER,
            ("Region Stockholm, arkiv",),
            "Arkivansvarig, Region Stockholm",
        )
        for username, given, family in (("arkiv", "Agneta", "Fors"), ("arkivet", "Rolf", "Ahlin"))
    ),
    Account(
        "ekonom",
        "Erik",
        "Sandberg",
        Role.MUNICIPAL_ECONOMIST,
        ("Ekonomienheten, Huddinge kommun",),
        "Ekonom, Huddinge kommun",
    ),
    Account(
        "lokaladmin",
        "Lena",
        "Wikström",
        Role.LOCAL_ADMINISTRATOR,
        ("Biståndsenheten Huddinge",),
        "Lokal administratör, Huddinge kommun",
    ),
    Account(
        "systemadmin",
        "Sven",
        "Norberg",
        Role.SYSTEM_ADMINISTRATOR,
        ("Hälso- och sjukvårdsförvaltningen, systemförvaltning",),
        "Systemadministratör, utan patientuppgifter",
    ),
)

#: At the offices and clinics of groups (`groups.py`).
GROUP_ACCOUNTS = (
    Account(
        "barnochunga",
        "Britt",
        "Ivarsson",
        Role.CASE_OFFICER,
        ("Socialtjänsten barn och unga, {district}",),
        "Socialsekreterare, barn och unga",
    ),
    Account(
        "vuxen",
        "Viktor",
        "Hägg",
        Role.CASE_OFFICER,
        ("Socialtjänsten vuxen och beroende, {district}",),
        "Socialsekreterare, vuxen och beroende",
    ),
    Account(
        "hemsjukvard",
        "Gunilla",
        "Ekström",
        Role.MUNICIPAL_HEALTH_CARE,
        ("Kommunal hälso- och sjukvård, {district}",),
        "Sjuksköterska, kommunal hälso- och sjukvård",
    ),
    Account(
        "beroende",
        "Bengt",
        "Rydell",
        Role.INPATIENT,
        ("Heldygnsvård 61",),
        "Sjuksköterska, beroendeavdelning",
    ),
    Account(
        "bup",
        "Ulrika",
        "Boman",
        Role.INPATIENT,
        ("BUP heldygnsvård 1",),
        "Sjuksköterska, BUP:s heldygnsvård",
    ),
    Account(
        "bupmottagning",
        "Ove",
        "Stenberg",
        Role.OUTPATIENT,
        ("BUP öppenvård Nord",),
        "Koordinator, BUP:s öppenvård",
    ),
)
