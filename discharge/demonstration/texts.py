"""What the demonstration's people write in free text."""

from municipalities.parties import CareType

DOCTORS = (
    "Dr Alm",
    "Dr Bergsten",
    "Dr Ceder",
    "Dr Dunér",
    "Dr Ekdahl",
    "Dr Farah",
    "Dr Gustavi",
    "Dr Hamid",
    "Dr Isaksson",
)
COORDINATORS = ("Distriktssköterska", "Vårdsamordnare", "Sjuksköterska", "Läkare", "Kurator")
WITHDRAWN = (
    "Feber i natt, ny infektion utreds.",
    "Fallit på avdelningen, röntgen i dag.",
    "Sämre andning, behöver syrgas igen.",
    "Nya provsvar gör att behandlingen fortsätter.",
    "Ökad oro, läkaren vill avvakta.",
)
NEEDS_INFORMATION = (
    "Hur fungerar förflyttning och toalettbesök?",
    "Vilka hjälpmedel behövs hemma från första dagen?",
    "Klarar patienten medicinerna själv?",
    "Vill patienten ha samma hemtjänst som förut?",
)
WRONG_RECEIVER = (
    "Personen bor i en annan stadsdel.",
    "Adressen hör till en annan kommun.",
    "Personen har flyttat, ny adress enligt folkbokföringen.",
)
NOT_OURS = "Personen är inte folkbokförd hos oss."
DECLINES = (
    "Sade till biståndshandläggaren vid hembesök att det räcker med makens hjälp.",
    "Sade till sjuksköterskan att dottern hjälper till hemma.",
    "Har tackat nej till hemtjänst vid samtal på avdelningen.",
)
TRANSFERS = (
    "Fortsatt rehabilitering.",
    "Medicinskt färdig hos oss, behöver geriatrisk vård.",
    "Plats på rätt avdelning.",
)
OTHER_CARE = "Behöver psykiatrisk heldygnsvård."
CANCELLED = ("Skickat på fel patient.", "Skickat två gånger.", "Fel datum, nytt meddelande kommer.")
UNAVAILABLE = (
    "Distriktssköterska saknas till måndag.",
    "Hemsjukvården har ingen plats ännu.",
    "Väntar på läkartid.",
)
PLACES = ("Avdelningens samtalsrum", "Konferensrum 2", "Patientens rum", "Vårdcentralen, plan 3")
DECLINED_MEETINGS = ("Ingen handläggare kan den tiden.", "Vi lämnar vår planering skriftligt.")

#: care type: (därför var du på sjukhus, det här har vi gjort, det här händer nu)
SUMMARIES: dict[CareType, tuple[tuple[str, str, str], ...]] = {
    CareType.SOMATIC: (
        (
            "Du hade ramlat och brutit höften.",
            "Vi har opererat höften. Du har tränat på att gå med rullator.",
            "Hemtjänsten kommer i kväll. Vårdcentralen ringer dig i veckan.",
        ),
        (
            "Du hade lunginflammation med feber.",
            "Du har fått antibiotika och dropp. Febern är borta.",
            "Ta antibiotikan i fem dagar till. Vårdcentralen tar prover nästa vecka.",
        ),
        (
            "Ditt hjärta orkade inte riktigt, och du blev svullen och andfådd.",
            "Vi har ändrat dina mediciner och tagit ut vätska.",
            "Väg dig varje morgon. Ring vårdcentralen om du går upp två kilo.",
        ),
        (
            "Du hade en stroke som påverkade höger arm.",
            "Vi har undersökt och behandlat dig. Du har tränat med arbetsterapeut.",
            "Du fortsätter träna hemma med rehabiliteringsteamet.",
        ),
        (
            "Du hade ont i magen och mådde illa.",
            "Vi har undersökt dig och behandlat en urinvägsinfektion.",
            "Drick mycket. Din fasta vårdkontakt ringer dig.",
        ),
    ),
    CareType.PSYCHIATRIC: (
        (
            "Du mådde mycket dåligt och behövde vård dygnet runt.",
            "Vi har pratat mycket, och du har fått nya mediciner.",
            "Du träffar öppenvården om några dagar. Boendestödet hör av sig.",
        ),
        (
            "Du sov inte och hade svåra tankar.",
            "Du har fått lugn, sömn och behandling.",
            "Ring öppenvården direkt om sömnen försvinner igen.",
        ),
    ),
    CareType.ADDICTION: (
        (
            "Du behövde hjälp att sluta dricka.",
            "Du har fått behandling mot abstinens.",
            "Du har tid på beroendemottagningen nästa vecka.",
        ),
    ),
    CareType.CHILD_PSYCHIATRIC: (
        (
            "Du mådde så dåligt att du behövde vara hos oss.",
            "Vi har pratat med dig och din familj.",
            "Du träffar BUP:s öppenvård i veckan. Skolan och socialtjänsten vet hur de hjälper till.",
        ),
    ),
}
