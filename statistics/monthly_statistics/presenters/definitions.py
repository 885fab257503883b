"""What the figures mean, in the words of the page and the workbook."""

from __future__ import annotations

from typing import NamedTuple

from monthly_statistics.figures.indicators import INDICATORS
from municipalities.access.small_cells import FEWEST_SHOWN

SOURCE = (
    "Regional överenskommelse om samverkan vid utskrivning från sluten hälso- och sjukvård i "
    "Stockholms län, bilaga 1, Åtaganden kring statistik: månatlig statistik per kommun, och för "
    "Stockholms stads del även stadsdelar, över utskrivningsklara dagar samt dagar med betalningsansvar."
)


class Definition(NamedTuple):
    word: str
    meaning: str


#: What holds for every indicator.
_OF_ALL = (
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


def definitions() -> list[Definition]:
    """Each indicator's own, and what holds for all of them."""
    own = [Definition(each.headings.amount, each.definition) for each in INDICATORS.values()]
    return [*own, *_OF_ALL]
