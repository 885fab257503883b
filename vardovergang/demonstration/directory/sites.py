"""Where care is given in the demonstration county, as plain tables."""

from municipalities.units.parties import CareType

#: hospital: its wards as (name, care type)
WARDS: dict[str, list[tuple[str, CareType]]] = {
    "Danderyds sjukhus": [
        ("Akutgeriatrik 12", CareType.SOMATIC),
        ("Medicin 61", CareType.SOMATIC),
        ("Stroke 72", CareType.SOMATIC),
        ("Ortopedi 40", CareType.SOMATIC),
    ],
    "Karolinska Huddinge": [
        ("Geriatrik R84", CareType.SOMATIC),
        ("Infektion I63", CareType.SOMATIC),
        ("Kirurgi B63", CareType.SOMATIC),
        ("Stroke R15", CareType.SOMATIC),
    ],
    "Karolinska Solna": [
        ("Hjärtkliniken E85", CareType.SOMATIC),
        ("Neurologi F73", CareType.SOMATIC),
        ("Trauma C86", CareType.SOMATIC),
        ("Hematologi D84", CareType.SOMATIC),
    ],
    "Södersjukhuset": [
        ("Medicin 54", CareType.SOMATIC),
        ("Ortopedi 23", CareType.SOMATIC),
        ("Stroke 55", CareType.SOMATIC),
        ("Kirurgi 34", CareType.SOMATIC),
        ("Akutmedicin 71", CareType.SOMATIC),
    ],
    "S:t Görans sjukhus": [
        ("Medicin 30", CareType.SOMATIC),
        ("Ortopedi 22", CareType.SOMATIC),
        ("Stroke 33", CareType.SOMATIC),
    ],
    "Södertälje sjukhus": [("Medicin 4", CareType.SOMATIC), ("Geriatrik 6", CareType.SOMATIC)],
    "Norrtälje sjukhus": [("Medicin 3", CareType.SOMATIC), ("Kirurgi 5", CareType.SOMATIC)],
    "Dalens sjukhus": [("Geriatrik 81", CareType.SOMATIC), ("Geriatrik 83", CareType.SOMATIC)],
    "Jakobsbergs sjukhus": [("Geriatrik 2", CareType.SOMATIC)],
    "Handengeriatriken": [("Geriatrik 1", CareType.SOMATIC)],
    "Nackageriatriken": [("Geriatrik 4", CareType.SOMATIC)],
    "Psykiatri Nordväst": [
        ("Psykosvård 51", CareType.PSYCHIATRIC),
        ("Allmänpsykiatri 52", CareType.PSYCHIATRIC),
    ],
    "Psykiatri Sydväst": [
        ("Psykosvård M71", CareType.PSYCHIATRIC),
        ("Affektiv vård M62", CareType.PSYCHIATRIC),
    ],
    "Psykiatri Södra": [("Allmänpsykiatri 91", CareType.PSYCHIATRIC)],
    "Norra Stockholms psykiatri": [
        ("Äldrepsykiatri 4", CareType.PSYCHIATRIC),
        ("Psykosvård 3", CareType.PSYCHIATRIC),
    ],
    "Beroendecentrum Stockholm": [
        ("Heldygnsvård 61", CareType.ADDICTION),
        ("Heldygnsvård 62", CareType.ADDICTION),
    ],
    "Barn- och ungdomspsykiatrin": [
        ("BUP heldygnsvård 1", CareType.CHILD_PSYCHIATRIC),
        ("BUP heldygnsvård 2", CareType.CHILD_PSYCHIATRIC),
    ],
    "Bromma geriatrik": [("Geriatrik 5", CareType.SOMATIC), ("Rehabilitering 6", CareType.SOMATIC)],
    "Ersta sjukhus": [("Kirurgi 2", CareType.SOMATIC), ("Hospice 1", CareType.SOMATIC)],
    "Akademiska sjukhuset, Uppsala": [
        ("Medicin 30 A", CareType.SOMATIC),
        ("Neurorehabilitering 85", CareType.SOMATIC),
    ],
}

#: site or unit: whose it is, if not Region Stockholm's. The numbers are made up: their check digit is wrong.
PRIVATE_PROVIDERS = {
    "S:t Görans sjukhus": ("Capio S:t Görans sjukhus AB", "559000-0012"),
    "Bromma geriatrik": ("Exempelgeriatriken AB", "559000-0023"),
    "Ersta sjukhus": ("Stiftelsen Exempelvård", "802400-0014"),
    **dict.fromkeys(
        ("Kungsholmens vårdcentral", "Täby vårdcentral", "Gustavsbergs vårdcentral", "Vaxholms vårdcentral"),
        ("Exempelvården Mälaren AB", "559000-0034"),
    ),
    **dict.fromkeys(("ASIH Nord", "ASIH Syd"), ("Exempel ASIH AB", "559000-0045")),
    "Rehab Söder": ("Exempelrehab AB", "559000-0056"),
}
#: Hospitals of other regions, which take over patients from here, and whose patients live here.
OTHER_REGIONS = {"Akademiska sjukhuset, Uppsala": ("Region Uppsala", "232100-0024")}

#: surgery: (postal prefix of the area whose people are listed there)
SURGERIES: dict[str, str] = {
    "Tensta vårdcentral": "163",
    "Rinkeby vårdcentral": "163",
    "Kista vårdcentral": "164",
    "Vällingby vårdcentral": "162",
    "Bromma vårdcentral": "168",
    "Kungsholmens vårdcentral": "112",
    "Vasastans vårdcentral": "113",
    "Östermalms vårdcentral": "114",
    "Södermalms vårdcentral": "118",
    "Årsta vårdcentral": "120",
    "Skarpnäcks vårdcentral": "128",
    "Farsta vårdcentral": "123",
    "Älvsjö vårdcentral": "125",
    "Liljeholmens vårdcentral": "126",
    "Skärholmens vårdcentral": "127",
    "Upplands Väsby vårdcentral": "194",
    "Vallentuna vårdcentral": "186",
    "Åkersberga vårdcentral": "184",
    "Gustavsbergs vårdcentral": "134",
    "Jakobsbergs vårdcentral": "177",
    "Ekerö vårdcentral": "178",
    "Huddinge vårdcentral": "141",
    "Flemingsbergs vårdcentral": "141",
    "Tumba vårdcentral": "147",
    "Salems vårdcentral": "144",
    "Handens vårdcentral": "136",
    "Tyresö vårdcentral": "135",
    "Kungsängens vårdcentral": "196",
    "Nykvarns vårdcentral": "155",
    "Täby vårdcentral": "183",
    "Danderyds vårdcentral": "182",
    "Sollentuna vårdcentral": "191",
    "Södertälje vårdcentral": "151",
    "Nacka vårdcentral": "131",
    "Sundbybergs vårdcentral": "172",
    "Solna vårdcentral": "171",
    "Lidingö vårdcentral": "181",
    "Vaxholms vårdcentral": "185",
    "Norrtälje vårdcentral": "761",
    "Märsta vårdcentral": "195",
    "Nynäshamns vårdcentral": "149",
}

CLINICS: list[tuple[str, CareType]] = [
    ("Psykiatrisk öppenvård Järva", CareType.PSYCHIATRIC),
    ("Psykiatrisk öppenvård Huddinge", CareType.PSYCHIATRIC),
    ("Psykiatrisk öppenvård Södermalm", CareType.PSYCHIATRIC),
    ("Psykiatrisk öppenvård Danderyd", CareType.PSYCHIATRIC),
    ("Beroendemottagning Centrum", CareType.ADDICTION),
    ("Beroendemottagning Syd", CareType.ADDICTION),
    ("BUP öppenvård Nord", CareType.CHILD_PSYCHIATRIC),
    ("BUP öppenvård Syd", CareType.CHILD_PSYCHIATRIC),
    ("ASIH Nord", CareType.SOMATIC),
    ("ASIH Stockholm", CareType.SOMATIC),
    ("ASIH Syd", CareType.SOMATIC),
    ("Rehab Norr", CareType.SOMATIC),
    ("Rehab Söder", CareType.SOMATIC),
]

_GIVEN_NAMES = """
Anna Erik Maria Lars Karin Johan Eva Anders Sara Per Fatima Ali Lena Mikael Kristina Hassan Ingrid Mats
Amina Björn Åsa Örjan Elin Gustav Maja Oskar Zahra Olof Sofia Nils
"""
_FAMILY_NAMES = """
Andersson Ek Lindqvist Åberg Öberg Holm Nyström Sandberg Ahmed Lundin Falk Hedman Wikström Berg Ström Dahl
Yilmaz Norberg Äng Forsberg Kurt Hallberg Strand Björk Lind Sjögren Hosseini Alm
"""
GIVEN_NAMES = _GIVEN_NAMES.split()
FAMILY_NAMES = _FAMILY_NAMES.split()
