"""What the demonstration's people write in free text."""

from municipalities.units.parties import CareType

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
OBJECTED = (
    "Faxen kom inte fram till oss den dagen.",
    "Ingen på enheten har fått det samtalet.",
    "Vi fick veta det först när det skrevs in.",
)
#: One of the numbers that are kept free for fiction.
GUARDIANS_PHONE = "070-174 06 99"
CLOSED_ALTHOUGH = "Betalaren vill ha fakturan i tid. Det som ändras rättas i en öppen månad."
DECIDED = {
    "upheld": "Avdelningen har inte kunnat visa att meddelandet kom fram.",
    "refused": "Avdelningens logg från avbrottet visar när meddelandet skickades.",
}
WRONG_RECEIVER = (
    "Personen bor i en annan stadsdel.",
    "Adressen hör till en annan kommun.",
    "Personen har flyttat, ny adress enligt folkbokföringen.",
)
MOVED = "Har flyttat till sin dotters kommun, enligt folkbokföringen."
HANDED_OVER_WRONG = "Fel enhet valdes i listan. Ärendet är vårt."
PLANNING_PASSED_ON = "Insatserna är beslutade. Det som återstår gäller hälso- och sjukvård i hemmet."
SENT_IN_ERROR = (
    "Vi registrerade en patient med samma namn. Rätt patient får ett eget ärende.",
    "Fel personnummer i armbandet, upptäckt vid ronden.",
)
SIP_IN_ERROR = "Vi sökte fram en person med samma namn. Rätt person får ett eget ärende."
NOT_OURS = "Personen är inte folkbokförd hos oss."
DECLINES = (
    "Sade till biståndshandläggaren vid hembesök att det räcker med makens hjälp.",
    "Sade till sjuksköterskan att dottern hjälper till hemma.",
    "Har tackat nej till hemtjänst vid samtal på avdelningen.",
)
DECLINES_SIP = (
    "Vill inte ha något möte. Sade det till sjuksköterskan på vårdcentralen per telefon.",
    "Säger att det fungerar bra hemma och att ingen plan behövs. Sagt vid ronden.",
    "Orkar inte med ett möte nu. Sagt till vårdkontakten, i närvaro av dottern.",
)
WANTS_SIP = "Har talat med sin dotter och vill ha ett möte ändå."
NEW_CONTACT = ("Föräldraledig.", "Har slutat.", "Byte av team.")
CONSENTS = ("Muntligt till sjuksköterskan.", "Muntligt till läkaren vid ronden.", "Skriftligt.")
WITHDRAWALS = (
    "Sade i telefon att kommunen inte ska få veta mer.",
    "Har ändrat sig, sade till sjuksköterskan.",
)
ASSESSMENTS = ("Kan inte ge besked på grund av sin sjukdom; behövs för en trygg hemgång.",)
SERVICES = (
    "Hemtjänst morgon och kväll, trygghetslarm.",
    "Inga insatser i dag.",
    "Boendestöd två gånger i veckan.",
    "Dagverksamhet tre dagar, matlåda, städ var tredje vecka.",
    "Särskilt boende sedan två år.",
)
LIVING = ("Ensam, två trappor utan hiss", "Med make", "Villa, en nivå", "Särskilt boende")
FUNCTIONS = (
    "Går med rullator inomhus, hjälp vid dusch.",
    "Självständig i ADL.",
    "Behöver hjälp av en person vid förflyttning.",
)
MEDICATION = ("Enligt lista, dosett delas av hemsjukvården.", "Alvedon vid behov, i övrigt oförändrat.")
MET_AT_HOME = ("Hemtjänsten möter hemma kl. 14.", "Nyckeln ligger i nyckelskåpet.", "Följeslagare behövs.")
LANGUAGES = ("arabiska", "finska", "persiska", "polska", "somaliska", "spanska", "tigrinja")
INFECTIONS = ("MRSA i sår: handskar och plastförkläde", "Vinterkräksjuka, sista dygnet utan symtom")
MEDICINE_ALONG = ("Enligt lista, för tre dagar", "Antibiotika för fem dagar", "Fyllda dosetter, en vecka")
HOME_HELP = ("Tre gånger om dagen: hygien, mat, tillsyn", "Morgon och kväll", "Dusch och städning")
HOME_CARE = ("Dosett varannan vecka", "Sårvård två gånger i veckan", "Insulin morgon och kväll")
PARTICIPANTS = ("Ska ta över sårvården.", "Har haft kontakten tidigare.")
REMOVED = ("Behövs inte längre.",)
REOPENED = ("Hemgång meddelad på fel patient.", "Transporten ställdes in, patienten är kvar.")

TRANSFERS = (
    "Fortsatt rehabilitering.",
    "Medicinskt färdig hos oss, behöver geriatrisk vård.",
    "Plats på rätt avdelning.",
)
OTHER_CARE = "Behöver psykiatrisk heldygnsvård."
ANSWERED_BY = ("Biståndsjouren", "Mottagningsenheten", "Kommunens växel, kopplad till bistånd")
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
NEEDS = (
    "Går med rollator, behöver hjälp upp ur sängen. Äter själv.",
    "Behöver stöd vid dusch och påklädning. Glömmer mediciner.",
    "Förflyttas med lift och två personer. Sondmat.",
    "Klarar sig själv inomhus. Trött, behöver hjälp med inköp och mat.",
)
WARD_DOES = (
    "Tränar gång med fysioterapeut varje dag.",
    "Ställer in smärtlindring, byter till tabletter före hemgång.",
    "Arbetsterapeut provar ut hjälpmedel.",
)
MUNICIPALITY_DOES = (
    "Hemtjänst morgon och kväll.",
    "Hemtjänst fyra gånger om dagen, trygghetslarm.",
    "Plats på korttidsboende söks.",
    "Personlig assistans som före vårdtiden.",
)
REMAINS = "Beslut och nyckelkvittens."
ADDED = "Tillsyn första natten. Larmet är på plats."
#: What the ward asks, as (category, question, answer).
QUESTIONS = (
    ("aids", "Finns rullator och duschstol hemma?", "Rullator finns. Duschstol levereras i morgon."),
    ("question", "Vem öppnar för hemtransporten?", "Hemtjänsten möter i bostaden."),
    ("transport", "Kan någon möta klockan 11?", "Ja, vi är där från 10.30."),
    ("relatives", "Har ni kontakt med dottern?", "Ja, vi talade med henne i dag."),
)
CONSENTS = (
    "Sade ja till sjuksköterskan på ronden.",
    "Sade ja i samtal på avdelningen, tillsammans med dottern.",
    "Sade ja på telefon till vårdsamordnaren.",
)
CONSENT_WITHDRAWN = "Vill inte längre att uppgifter delas. Sade det till biståndshandläggaren."
CALLED_OFF = ("Personen är för trött för ett möte.", "Flera parter är sjuka. Ny kallelse kommer.")
MINUTES = (
    "Personen vill klara sig hemma. Hemtjänst morgon och kväll. Vårdcentralen följer blodtrycket.",
    "Vi gick igenom dagen från morgon till kväll. Trygghetslarm beställs. Dottern hjälper till med inköp.",
    "Läkemedlen delas av distriktssköterska. Arbetsterapeut gör hembesök. Ny träff om två månader.",
)
#: (med egna ord, behov, mål)
PLANS = (
    (
        "Jag vill bo hemma och kunna gå ut till bänken på gården.",
        "Stöd vid förflyttning, hjälp med dusch, uppföljning av blodtryck.",
        "Går själv till gården med rollator. Inga fall.",
    ),
    (
        "Det viktigaste är att slippa åka in till sjukhuset igen.",
        "Hjälp med mediciner, tillsyn kvällstid, kontroll av vikt.",
        "Tar medicinen varje dag. Ingen ny inläggning på tre månader.",
    ),
    (
        "Jag vill sova på nätterna och komma i gång med något på dagarna.",
        "Boendestöd, samtalskontakt, regelbunden uppföljning av medicin.",
        "Sover minst sex timmar. Går till träfflokalen två gånger i veckan.",
    ),
    (
        "Jag vill kunna laga min egen mat.",
        "Träning i köket, hjälpmedel, hjälp med inköp.",
        "Lagar lunch själv tre dagar i veckan.",
    ),
)
PURPOSES = (
    "Komma överens om stödet hemma och vem som gör vad.",
    "Samordna insatserna efter sjukhusvistelsen.",
    "Gå igenom hur planen fungerar och vad som behöver ändras.",
)
PURPOSES_OF_CHILDREN = (
    "Samordna skola, vård och stöd i familjen.",
    "Komma överens om stegen tillbaka till skolan.",
)
#: How a goal shows, in turn for those of a plan.
SIGNS = ("Personen berättar själv.", "Det går utan hjälp.", "")
#: What others than the parties do: (the service, who answers for it, the name).
SERVICES_OF_OTHERS = (
    ("Handlar mat på lördagar", "relatives", "Dottern"),
    ("Går ut en stund varje dag", "patient", ""),
    ("Anpassad skolgång", "school", "Mentorn"),
    ("Läkarintyg till arbetsgivaren", "other", "Rehabkoordinatorn"),
)
#: Who is called beside units: (the kind, the name).
OTHERS_CALLED = (
    ("next_of_kin", "Dottern"),
    ("next_of_kin", "Brodern"),
    ("trustee", "Gode mannen"),
    ("employer", "Chefen på arbetsplatsen"),
    ("insurance", "Handläggaren"),
)
CALLED_FOR_CHILDREN = (("custodian", "Mamman"), ("school", "Mentorn"), ("student_health", "Skolkuratorn"))
SURVEYS = (
    ("Bor ensam i lägenhet. Klarar det mesta men är trött på eftermiddagen.", "Vara hemma."),
    ("Bor med familjen. Har inte varit utanför hemmet på två veckor.", "Träffa vänner igen."),
)
SURVEY_QUESTIONS = ("Vem håller kontakten med anhöriga?", "Hur ofta ska insatserna följas upp?")
OWN_WORDS = ("Det går bättre nu.", "Jag orkar inte varje dag.", "")
CARE = ("Hemsjukvård", "Samtal hos kurator", "Kontroll av läkemedel", "Träning hos fysioterapeut")
HELP = ("Hemtjänst", "Boendestöd", "Trygghetslarm", "Dagverksamhet")
OTHERS = ("Dottern handlar på lördagar.", "Grannen tittar in på kvällen.", "Personen tränar själv varje dag.")
CHANGE_THE_PLAN = "Vi har inte beslutat om den insatsen ännu. Ändra till utredning av behovet."
FOLLOWED_UP = (
    "Personen är nöjd. Hemtjänsten fungerar. Träningen fortsätter.",
    "Medicinen tas som den ska. Personen vill ha färre besök.",
    "Har ramlat en gång. Arbetsterapeut gör nytt hembesök.",
)
EVALUATIONS = (
    "Personen klarar sig hemma. Parterna har vetat vem som gör vad.",
    "Målen är nådda. Insatserna fortsätter var för sig.",
)
SIP_REASONS = (
    "Personen har hjälp från flera håll och ingen håller ihop den.",
    "Anhöriga orkar inte längre. Insatserna behöver samordnas.",
    "Täta besök på akuten den senaste månaden.",
)
PLACEMENT_WISHES = (
    "Boende med personal dygnet runt, van vid utagerande beteende.",
    "Lågtröskelboende med hemsjukvård och case manager.",
    "Anpassat boende för rullstol, med stöd i missbruksfrågor.",
)
#: Invented homes.
PROVIDERS = ("Boendet Ekgården", "Stödboendet Linden", "HVB-hemmet Aspen", "Behandlingshemmet Björken")
PLACEMENT_COMMENTS = {
    "asked": "Återkommer i veckan.",
    "offered": "Personen får komma på studiebesök.",
    "full": "Kö på tre månader.",
    "unsuitable": "Har inte personal på natten.",
    "declined": "Personen vill bo närmare familjen.",
}
HOMES = ("Hemma hos personen", "Vårdcentralen, plan 3", "Kommunhuset, rum 214")
NUMBER_KNOWN = {
    "later": "Visade legitimation när anhöriga kom.",
    "corrected": "Läste fel på armbandet, kontrollerat mot legitimation.",
}
