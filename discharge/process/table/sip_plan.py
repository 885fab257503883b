"""The plan of a SIP: begun outside a stay, drawn up, confirmed, followed up, closed."""

from __future__ import annotations

from discharge.process import words
from discharge.process.fields import PLANNED_FOR_LONG_WITHIN, Field, Kind, RowField, RowsOf
from discharge.process.judging import checks, consents
from discharge.process.message_type import Ask, MessageType, Naming
from discharge.process.sip import checks as sip_checks
from discharge.process.sip import effects, rules
from discharge.process.sip import words as sip_words
from discharge.process.state import Ends
from discharge.process.wording import OwedWords
from municipalities.units.parties import Party

#: The goals of the plan as it holds now.
GOALS = RowsOf("goals", lambda s: s.sip.goals)

ROWS = (
    MessageType(
        # SoL 10:8 and HSL 16:4: either side takes the initiative, when the person consents.
        name="sip_start",
        is_notice=True,
        in_system_only=True,
        step=3,
        title="SIP påbörjad",
        verb="Starta SIP",
        may_be_cancelled=False,
        senders=words.AT_HOME,
        outside_stay=words.AT_HOME,
        receivers=words.AT_HOME,
        starts_case=True,
        needs_consent=consents.SIP,
        fields=(
            Field(
                "consents",
                Kind.YES_NO,
                "Personen samtycker till SIP och till att de som kallas får uppgifterna",
                fact=True,
                checks=(checks.consented,),
            ),
            Field("how", Kind.LONG_TEXT, "Hur och till vem har personen samtyckt?"),
            Field("reason", Kind.LONG_TEXT, "Varför behövs en SIP?"),
            words.CARE_TYPE,
            Field("municipality", Kind.TEXT, "Folkbokföringskommun", fact=True, filled=True),
            Field("district", Kind.UNIT, "Stadsdel", fact=True, filled=True, personal=True),
            # Of several units of one municipality that are told at once (process/parts/planning.py).
            Field("holds", Kind.UNIT, "Håller i planeringen", fact=True, filled=True, personal=True),
            Field("name", Kind.TEXT, "Namn", filled=True),
            Field("identity_number", Kind.TEXT, "Personnummer", filled=True),
            Field("address", Kind.TEXT, "Folkbokföringsadress", filled=True),
        ),
        apply=effects.begin,
        asks=(Ask(Party.MUNICIPAL, "take", ends=Ends.CASE),),
        to_self=(Ask(Party.OUTPATIENT, "sip_call", ends=Ends.AGE),),
    ),
    MessageType(
        # LUS 4:1–2, SoL 10:8, HSL 16:4: needs, each side's services, what others do, who has the main
        # responsibility.
        name="sip_plan",
        step=7,
        title="Samordnad plan",
        verb="Skriv planen",
        sends="Skicka planen",
        # A plan that is wrong is corrected, or followed by a new version.
        may_be_cancelled=False,
        senders=words.EVERYONE,
        outside_stay=words.AT_HOME,
        receivers=words.EVERYONE,
        needs_consent=consents.SIP,
        meets_for_all=True,
        verb_again="Skriv ny version av planen",
        owed=OwedWords("skriva SIP", "skriva SIP"),
        paper="sip-pdf",
        fields=(
            # Two who write at once: the later reads what the first has said.
            Field("follows", Kind.EARLIER, "Versionen som planen utgår från", required=False, fact=True),
            Field("own_words", Kind.LONG_TEXT, "Vad är viktigt för personen, med egna ord?"),
            Field("needs", Kind.LONG_TEXT, "Behov"),
            Field(
                "goals",
                Kind.ROWS,
                "Mål",
                fact=True,
                columns=(
                    RowField("what", "Mål", is_long=True),
                    RowField("how", "Så märks det att målet är nått", required=False),
                    RowField("party", "Ansvarar för målet", choices=sip_words.RESPONSIBLE, required=False),
                    RowField("who", "Vem där", required=False),
                ),
                adds="Lägg till ett mål",
                help="En rad för varje mål, så att det går att följa upp för sig. Tomma rader räknas inte.",
            ),
            Field(
                "services",
                Kind.ROWS,
                "Insatser",
                # SoL 10:8, HSL 16:4: for each service it is said who answers for it.
                columns=(
                    RowField("what", "Insats"),
                    RowField("party", "Huvudman", choices=sip_words.RESPONSIBLE),
                    RowField("who", "Ansvarig", unless=("party", sip_words.OURSELVES)),
                    RowField("when", "När och hur ofta", required=False),
                ),
                adds="Lägg till en insats",
                help="En rad för varje insats. Tomma rader räknas inte.",
            ),
            Field(
                "others",
                Kind.LONG_TEXT,
                "Vad gör personen själv, närstående och andra?",
                required=False,
            ),
            Field("main_party", Kind.CHOICE, "Huvudansvar för planen", fact=True, choices=words.MAIN_PARTIES),
            Field("contact", Kind.TEXT, "Vem håller i planen? Namn och telefon", personal=False),
            Field(
                "follow_up_on",
                Kind.DATE,
                "Följs upp",
                fact=True,
                checks=(checks.not_past,),
                within=PLANNED_FOR_LONG_WITHIN,
            ),
        ),
        requires=(rules.MET, rules.NOT_CLOSED),
        apply=effects.write_plan,
        naming=Naming(follows="follows", shared=True),
        continues=("sip_plan",),
        asks=(
            # A ward answers for its part while the person is there.
            Ask(Party.INPATIENT, "sip_confirmation", ends=Ends.CASE, when=lambda s: s.in_hospital),
            Ask(Party.OUTPATIENT, "sip_confirmation", ends=Ends.AGE),
            Ask(Party.MUNICIPAL, "sip_confirmation", ends=Ends.AGE),
        ),
    ),
    MessageType(
        name="sip_confirmation",
        in_row=True,
        step=7,
        title="Svar på planen",
        verb="Bekräfta planen",
        senders=words.EVERYONE,
        outside_stay=words.AT_HOME,
        receivers=words.EVERYONE,
        needs_consent=consents.SIP,
        owed=OwedWords("bekräfta SIP", "bekräfta SIP"),
        fields=(
            Field(
                "version",
                Kind.TEXT,
                "Version av planen",
                personal=False,
                fact=True,
                suggest=lambda s: str(len(s.sip.versions)),
                checks=(checks.current_version,),
            ),
            Field("answer", Kind.CHOICE, "Svar", fact=True, choices=words.ANSWERS_TO_PLAN),
            Field(
                "reason",
                Kind.LONG_TEXT,
                "Vad behöver ändras?",
                required_when=("answer", ("objects",)),
                asked_if="Om planen behöver ändras",
            ),
        ),
        requires=(rules.PLANNED, rules.OTHERS_VERSION, rules.NOT_CLOSED),
        apply=effects.confirm,
    ),
    MessageType(
        name="sip_follow_up",
        step=8,
        title="Uppföljning av planen",
        verb="Följ upp planen",
        senders=words.AT_HOME,
        outside_stay=words.AT_HOME,
        receivers=words.EVERYONE,
        needs_consent=consents.SIP,
        owed=OwedWords("följa upp SIP", "följa upp SIP"),
        fields=(
            Field(
                "followed_up_on",
                Kind.DATE,
                "Följdes upp",
                fact=True,
                checks=(checks.not_in_the_future, sip_checks.not_before_plan),
            ),
            # Said of all goals together, before each was followed up for itself.
            Field(
                "outcome",
                Kind.CHOICE,
                "Hur står det till med målen?",
                fact=True,
                filled=True,
                choices=words.OUTCOMES,
            ),
            Field(
                "reached",
                Kind.ROWS,
                "Hur står det till med varje mål?",
                fact=True,
                columns=(
                    RowField("answer", "Målet är", choices=sip_words.STANDINGS_OF_GOALS),
                    RowField("word", "Personens egna ord", required=False),
                ),
                each_of=GOALS,
            ),
            Field("said", Kind.LONG_TEXT, "Vad säger personen, och vad kom ni fram till?"),
            Field(
                "goes_on",
                Kind.CHOICE,
                "Fortsätter planen?",
                fact=True,
                choices=(("yes", "Ja, ny uppföljning"), ("no", "Nej, den kan avslutas")),
            ),
            Field(
                "next_follow_up_on",
                Kind.DATE,
                "Nästa uppföljning",
                fact=True,
                required_when=("goes_on", ("yes",)),
                asked_if="Om planen fortsätter",
                checks=(checks.not_past, sip_checks.after_this_follow_up),
                within=PLANNED_FOR_LONG_WITHIN,
            ),
        ),
        requires=(rules.PLANNED, rules.NOT_CLOSED),
        apply=effects.follow_up,
    ),
    MessageType(
        # Also without consent: what nobody may share is closed.
        name="sip_closing",
        step=8,
        title="SIP avslutad",
        verb="Utvärdera och avsluta SIP",
        may_be_cancelled=False,
        senders=words.AT_HOME,
        outside_stay=words.AT_HOME,
        receivers=words.EVERYONE,
        seldom=True,
        fields=(
            Field(
                "reason",
                Kind.CHOICE,
                "Varför avslutas den?",
                fact=True,
                choices=(
                    ("goals_met", "Målen är nådda"),
                    ("not_needed", "Behovet av samordning har upphört"),
                    ("declined", "Personen vill inte ha SIP längre"),
                    ("moved", "Personen har flyttat"),
                    ("deceased", "Personen har avlidit"),
                    ("other", "Annat skäl"),
                ),
            ),
            Field("outcome", Kind.CHOICE, "Hur gick det med målen?", fact=True, choices=words.OUTCOMES),
            Field("evaluation", Kind.LONG_TEXT, "Utvärdering: vad har planen gett?"),
        ),
        requires=(rules.RUNNING, rules.NOT_CLOSED),
        apply=effects.close,
    ),
)
