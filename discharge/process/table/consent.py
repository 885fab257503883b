"""What the person consents to, and to whom; given and withdrawn at any time."""

from __future__ import annotations

from discharge.fields import Field, Kind
from discharge.process import sip_effects, words
from discharge.process.message_type import MessageType, Rule
from discharge.process.sip_rules import ABOUT_SIP
from discharge.state import CaseState, Entry
from municipalities.parties import Party

EVERYONE = "everyone"
INFORMATION = ((ABOUT_SIP, "Samordnad individuell plan (SIP)"),)
PARTIES = (
    (EVERYONE, "Alla som deltar i planeringen"),
    *((str(party), party.label) for party in (Party.INPATIENT, Party.OUTPATIENT, Party.MUNICIPAL)),
)
WHAT = (
    Field("information", Kind.CHOICE, "Gäller", fact=True, choices=INFORMATION, suggest=lambda s: ABOUT_SIP),
    Field("party", Kind.CHOICE, "Vem får veta?", fact=True, choices=PARTIES, suggest=lambda s: EVERYONE),
)


def _give(state: CaseState, entry: Entry) -> None:
    information = entry.facts["information"]
    state.consents[information, entry.facts["party"]] = entry.sent_at
    if information == ABOUT_SIP:
        sip_effects.go_on(state, entry)


def _withdraw(state: CaseState, entry: Entry) -> None:
    """From everyone, or from one party; a SIP that nobody may share stands still."""
    information, party = entry.facts["information"], entry.facts["party"]
    state.consents = {
        given: at
        for given, at in state.consents.items()
        if given[0] != information or party not in (EVERYONE, given[1])
    }
    if not state.has_consent(ABOUT_SIP):
        sip_effects.stop(state)


ROWS = (
    MessageType(
        # SoL 2:7 and HSL 16:4 for a SIP.
        name="consent",
        step=3,
        title="Samtycke",
        verb="Anteckna samtycke",
        senders=words.EVERYONE,
        outside_stay=words.AT_HOME,
        receivers=words.EVERYONE,
        fields=(*WHAT, Field("given", Kind.LONG_TEXT, "Hur och till vem har personen sagt det?")),
        apply=_give,
    ),
    MessageType(
        name="consent_withdrawal",
        step=3,
        title="Återtaget samtycke",
        verb="Anteckna återtaget samtycke",
        senders=words.EVERYONE,
        outside_stay=words.AT_HOME,
        receivers=words.EVERYONE,
        fields=(*WHAT, Field("said", Kind.LONG_TEXT, "Hur och till vem har personen sagt det?")),
        requires=(Rule(lambda s: bool(s.consents), "Inget samtycke är antecknat.", far_ahead=True),),
        apply=_withdraw,
    ),
)
