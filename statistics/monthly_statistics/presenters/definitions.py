"""What the figures mean, in the words of the page and the workbook."""

from __future__ import annotations

from typing import NamedTuple

from municipalities.access.small_cells import FEWEST_SHOWN

SOURCE = (
    "Regional överenskommelse om samverkan vid utskrivning från sluten hälso- och sjukvård i "
    "Stockholms län, bilaga 1, Åtaganden kring statistik: månatlig statistik per kommun, och för "
    "Stockholms stads del även stadsdelar, över utskrivningsklara dagar samt dagar med betalningsansvar."
)


class Definition(NamedTuple):
    word: str
    meaning: str


DEFINITIONS = (
    Definition(
        "Utskrivningsklara dagar",
        "Från och med den dag då meddelandet om utskrivningsklar skickades till kommunen, till och med dagen "
        "före hemgång, dödsfall eller återtagande. Varje dag räknas i den månad som den ligger i. "
        "Om meddelandet skickades före eller efter klockan 12 spelar ingen roll.",
    ),
    Definition(
        "Dagar med betalningsansvar",
        "Dagar efter fristdagarna då kommunen är betalningsansvarig enligt 5 kap. lagen (2017:612) om "
        "samverkan vid utskrivning från sluten hälso- och sjukvård: alla villkor är uppfyllda.",
    ),
    Definition(
        "SIP-möten",
        "Möten om samordnad individuell plan, eller samordnad vårdplan, som har hållits: varje möte räknas "
        "den månad då det hölls. SIP utan vårdtillfälle räknas med. Ett möte som är inbokat, flyttat eller "
        "inställt räknas inte.",
    ),
    Definition(
        "SIP-uppföljningar",
        "Uppföljningar av en plan, den månad då de gjordes. En plan som följs upp flera gånger räknas "
        "varje gång.",
    ),
    Definition(
        "Ärenden",
        "Vårdtillfällen med minst en sådan dag i månaden. Bland de utskrivningsklara räknas även den som "
        "blev klar och gick hem samma dag, med noll dagar. De står inte under Betalning, som därför visar "
        "färre ärenden samma månad. För SIP: vårdtillfällen, och SIP utan "
        "vårdtillfälle, med minst ett möte eller minst en uppföljning i månaden.",
    ),
    Definition(
        "Personer",
        "Olika personer bland ärendena. En person som räknas i två områden räknas en gång i länet.",
    ),
    Definition(
        "Kommun",
        "Den kommun som betalar: där personen är folkbokförd, eller den som har beslutat om placeringen. "
        "För SIP den kommun som skulle betala. Personer som en kommun utanför länet betalar för, eller "
        "ingen kommun, ingår inte.",
    ),
    Definition(
        "Stadsdel",
        "Stockholms stadsdelar så som indelningen såg ut den dag som räknas. En sammanslagen stadsdels "
        "äldre siffror ligger kvar under dess eget namn.",
    ),
    Definition(
        "Ålder och kön",
        "Ålder den sista dagen i månaden. För personer med reservnummer är ålder och kön okända.",
    ),
    Definition(
        "Dold",
        f"Uppgiften räknar färre än {FEWEST_SHOWN} personer (noll till fyra), eller fler men är dold för att "
        "en sådan uppgift annars skulle gå att räkna fram ur de andra.",
    ),
    Definition(
        "Version",
        "En månad publiceras när natten efter dess sista dag är beräknad. Ändras siffrorna senare, till "
        "exempel när ett meddelande förs in i efterhand, får månaden en ny version och den gamla sparas. "
        "Den pågående månaden är preliminär.",
    ),
)
