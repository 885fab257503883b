"""The rows of a patient's circumstances: what everybody asks for first, as fields and not only as text.

A row says which messages carry it; forms, pages, papers, API and schema follow from the rows. Each of those
messages needs the patient's consent or a harm assessment (its own `needs_consent`), so the
inskrivningsmeddelande with its four contents carries none. All of it is content, which the fold never reads
and no list, search, log or figure knows. PDL 2:8: what social services give stands in messages of the
planning alone, so that no paper of going home repeats it. The choices are the field's own words; which rows
there are is (assumed).
"""

from __future__ import annotations

from dataclasses import dataclass

from discharge.process.fields import Field, Kind
from discharge.process.judging import checks

Choices = tuple[tuple[str, str], ...]

STATUS_REPORT, PLANNING_NOTE = "status_report", "planning_note"
DISCHARGE_INFORMATION, PATIENT_SUMMARY = "discharge_information", "patient_summary"
#: By those who plan: the municipality, and each party in its part of the plan, from the admission on.
PLANNING = (STATUS_REPORT, PLANNING_NOTE)
EVERYWHERE = (*PLANNING, DISCHARGE_INFORMATION)
#: What the ward alone knows or arranges.
GOING_HOME = (PLANNING_NOTE, DISCHARGE_INFORMATION)

CONTACT, KIN, HOUSING = "Telefon, språk och tolk", "Närstående och företrädare", "Boende"
ADL, SERVICES, JOURNEY = "ADL och hjälpmedel", "Pågående insatser", "Smitta, läkemedel och hemresa"

INTERPRETERS: Choices = (
    ("none", "Behövs inte"),
    ("spoken", "Språktolk"),
    ("sign", "Teckenspråkstolk"),
    ("deafblind", "Dövblindtolk"),
)
RELATIONS: Choices = (
    ("partner", "Make, maka eller sambo"),
    ("child", "Barn"),
    ("parent", "Förälder"),
    ("sibling", "Syskon"),
    ("other_relative", "Annan släkting"),
    ("friend", "Vän eller granne"),
    ("other", "Annan"),
)
#: FB 11:4, FB 11:7, and lag (2017:310) om framtidsfullmakter.
GUARDIANS: Choices = (
    ("none", "Ingen"),
    ("trustee", "God man"),
    ("administrator", "Förvaltare"),
    ("future_power", "Framtidsfullmäktig"),
)
HOMES: Choices = (
    ("own", "Ordinärt boende"),
    ("senior", "Senior- eller trygghetsboende"),
    ("residential", "Särskilt boende för äldre"),
    ("short_term", "Korttidsboende"),
    ("lss", "Bostad med särskild service"),
    ("homeless", "Saknar egen bostad"),
    ("other", "Annat"),
)
HOUSEHOLDS: Choices = (("alone", "Bor ensam"), ("with_others", "Bor med andra"))
#: Katz' index as the ADL-trappa (Sonn and Hulter Åsberg): three answers for each step.
INDEPENDENCE: Choices = (
    ("independent", "Oberoende"),
    ("partly", "Delvis beroende"),
    ("dependent", "Beroende"),
)
ADL_STEPS: Choices = (
    ("adl_bathing", "Badning"),
    ("adl_dressing", "På- och avklädning"),
    ("adl_toileting", "Toalettbesök"),
    ("adl_transfer", "Förflyttning"),
    ("adl_continence", "Kontinens"),
    ("adl_feeding", "Födointag"),
)
ALARMS: Choices = (("has", "Har"), ("applied", "Är sökt"), ("none", "Har inte"))
INFECTIONS: Choices = (("none", "Ingen känd"), ("known", "Känd"), ("suspected", "Misstänkt"))
MEDICINE_ALONG: Choices = (("yes", "Skickas med"), ("no", "Skickas inte med"))
JOURNEYS: Choices = (
    ("alone", "På egen hand"),
    ("fetched", "Hämtas av närstående"),
    ("taxi", "Sjukresa, sittande"),
    ("stretcher", "Sjukresa, liggande"),
    ("other", "På annat sätt"),
)


@dataclass(frozen=True, slots=True)
class Circumstance:
    """One row: what it is called and answered with, in which group it is asked, which messages carry it.

    `third_person`: it tells of somebody else than the patient, who is no party. `to_patient` is its heading
    on the trygghetskvitto in plain words, and `choices_to_patient` its answers there; empty where that does
    not tell it. `asked_with` are the answers of another row that ask for it, `asked_if` the same in words.
    """

    name: str
    kind: Kind
    label: str
    group: str
    carried_by: tuple[str, ...] = EVERYWHERE
    choices: Choices = ()
    help: str = ""
    third_person: bool = False
    #: Whether a protected identity hides it, where its kind alone does not say.
    personal: bool | None = None
    asked_with: tuple[str, tuple[str, ...]] | None = None
    asked_if: str = ""
    to_patient: str = ""
    choices_to_patient: Choices = ()

    @property
    def messages(self) -> tuple[str, ...]:
        """The types of the messages that carry it."""
        return (*self.carried_by, PATIENT_SUMMARY) if self.to_patient else self.carried_by

    def field_in(self, message: str) -> Field:
        """The field that asks for it in a message of the type; on the patient's own in plain words."""
        plain = message == PATIENT_SUMMARY
        return Field(
            self.name,
            self.kind,
            self.to_patient if plain else self.label,
            required=self.asked_with is not None,
            help=self.help,
            choices=(plain and self.choices_to_patient) or self.choices,
            # Whoever is named beside the patient is hidden, and whose relative it is.
            personal=True if self.third_person else self.personal,
            checks=(checks.telephone,) if self.kind is Kind.TELEPHONE else (),
            required_when=self.asked_with,
            asked_if=self.asked_if,
            group=self.group,
        )


def fields_of(message: str) -> tuple[Field, ...]:
    """The fields that a message of the type carries, group by group."""
    return tuple(row.field_in(message) for row in ROWS if message in row.messages)


ROWS = (
    Circumstance("telephone", Kind.TELEPHONE, "Patientens telefon", CONTACT),
    Circumstance("interpreter", Kind.CHOICE, "Tolk", CONTACT, choices=INTERPRETERS),
    Circumstance(
        "language",
        Kind.TEXT,
        "Språk",
        CONTACT,
        personal=False,
        asked_with=("interpreter", ("spoken",)),
        asked_if="Om språktolk behövs",
    ),
    Circumstance("next_of_kin", Kind.TEXT, "Närmast anhörig", KIN, third_person=True),
    Circumstance("next_of_kin_relation", Kind.CHOICE, "Relation", KIN, choices=RELATIONS, third_person=True),
    Circumstance("next_of_kin_telephone", Kind.TELEPHONE, "Anhörigs telefon", KIN, third_person=True),
    Circumstance(
        "other_kin",
        Kind.LONG_TEXT,
        "Fler närstående",
        KIN,
        help="Namn, relation och telefon.",
        third_person=True,
    ),
    Circumstance(
        "guardian_kind", Kind.CHOICE, "God man eller förvaltare", KIN, choices=GUARDIANS, third_person=True
    ),
    Circumstance(
        "guardian",
        Kind.TEXT,
        "Företrädarens namn",
        KIN,
        third_person=True,
        asked_with=("guardian_kind", ("trustee", "administrator", "future_power")),
        asked_if="Om patienten har en företrädare",
    ),
    Circumstance("guardian_telephone", Kind.TELEPHONE, "Företrädarens telefon", KIN, third_person=True),
    Circumstance("housing", Kind.CHOICE, "Boendeform", HOUSING, choices=HOMES),
    Circumstance("household", Kind.CHOICE, "Hushåll", HOUSING, choices=HOUSEHOLDS),
    # The name is from when it was all that was asked of where the patient lives.
    Circumstance("living", Kind.TEXT, "Mer om boendet", HOUSING, help="Våning, hiss, hur man kommer in."),
    *(Circumstance(name, Kind.CHOICE, label, ADL, choices=INDEPENDENCE) for name, label in ADL_STEPS),
    Circumstance("aids", Kind.LONG_TEXT, "Hjälpmedel", ADL, to_patient="Dina hjälpmedel"),
    Circumstance("home_help", Kind.TEXT, "Hemtjänst", SERVICES, PLANNING, help="Hur ofta, och med vad."),
    Circumstance("alarm", Kind.CHOICE, "Trygghetslarm", SERVICES, PLANNING, choices=ALARMS),
    Circumstance("home_care", Kind.TEXT, "Hemsjukvård", SERVICES, PLANNING, help="Vad, och av vem."),
    Circumstance("day_activity", Kind.TEXT, "Dagverksamhet", SERVICES, PLANNING),
    Circumstance(
        "infection",
        Kind.CHOICE,
        "Smitta",
        JOURNEY,
        choices=INFECTIONS,
        to_patient="Smitta",
        choices_to_patient=(
            ("none", "Du har ingen känd smitta."),
            ("known", "Du har en smitta."),
            ("suspected", "Du kan ha en smitta."),
        ),
    ),
    Circumstance(
        "infection_what",
        Kind.TEXT,
        "Vilken smitta, och hur skyddar man sig?",
        JOURNEY,
        personal=False,
        asked_with=("infection", ("known", "suspected")),
        asked_if="Om smitta är känd eller misstänkt",
        to_patient="Så gör du för att inte smitta andra",
    ),
    Circumstance(
        "medicine_along",
        Kind.CHOICE,
        "Läkemedel med hem",
        JOURNEY,
        GOING_HOME,
        choices=MEDICINE_ALONG,
        to_patient="Läkemedel att ta med hem",
        choices_to_patient=(("yes", "Du får med dig läkemedel."), ("no", "Du får inga läkemedel med dig.")),
    ),
    Circumstance(
        "medicine_along_what",
        Kind.TEXT,
        "Vad skickas med, och hur länge räcker det?",
        JOURNEY,
        GOING_HOME,
        personal=False,
        asked_with=("medicine_along", ("yes",)),
        asked_if="Om läkemedel skickas med",
        to_patient="Det här får du med dig, och så länge räcker det",
    ),
    Circumstance(
        "journey_home",
        Kind.CHOICE,
        "Hemresa",
        JOURNEY,
        GOING_HOME,
        choices=JOURNEYS,
        to_patient="Så kommer du hem",
        choices_to_patient=(
            ("alone", "Du tar dig hem på egen hand."),
            ("fetched", "En närstående hämtar dig."),
            ("taxi", "Du åker sjukresa och sitter."),
            ("stretcher", "Du åker sjukresa och ligger på bår."),
            ("other", "Du kommer hem på annat sätt."),
        ),
    ),
    Circumstance(
        "journey_home_more",
        Kind.TEXT,
        "Mer om hemresan",
        JOURNEY,
        GOING_HOME,
        help="Vem möter, nycklar, trappor.",
        to_patient="Mer om din resa hem",
    ),
)
#: The types of the messages that carry any of them.
CARRIERS = tuple(dict.fromkeys(name for row in ROWS for name in row.messages))
ROWS_BY_NAME = {row.name: row for row in ROWS}
