"""What must be settled in the register before a round starts (G)."""

from indikator_excel.findings.finding import Kind, Level

NOBODY = Kind(
    "G01",
    Level.ERROR,
    "Indikatorer utan förvaltning",
    "{antal} saknar förvaltning: {rader}. Vem svarar?",
    "Skriv vem som svarar i kolumnen Förvaltning. Kod eller namn från bladet Förvaltningar; flera med semikolon.",
)
TARGET_PLACEHOLDER = Kind(
    "G02",
    Level.ERROR,
    "Målvärdet är inte ifyllt",
    "{indikator}: vilket målvärde gäller? I registret står {mål}.{förra}",
    "Skriv målet i kolumnen Målvärde{exempel}.",
)
BASELINE_PLACEHOLDER = Kind(
    "G03",
    Level.ERROR,
    "Läget är inte ifyllt",
    "{indikator}: vad var läget {lägesår}? I registret står det {läge}{därför}.{känt}",
    "Skriv värdet i kolumnen Läget. Utan det kan målet inte bedömas.",
)
MANUAL_TARGET = Kind(
    "G04",
    Level.ERROR,
    "Målet kan inte läsas",
    "{indikator}: hur ska målet {värde} bedömas? {skäl}",
    "Skriv om målet (till exempel minst 18), eller fyll i Jämförelse, Tolkat målvärde eller Riktning.",
)
UNITS_DIFFER = Kind(
    "G05",
    Level.ERROR,
    "Läge och mål har olika enhet",
    "{indikator}: vilken enhet gäller? Läget är {läge} och målet {värde}.",
    "Skriv samma enhet i båda, eller fyll i Måttenhet.",
)
BASELINE_MISSING = Kind(
    "G06",
    Level.NOTICE,
    "Läget är inte ifyllt, men behövs inte",
    "{indikator}: läget {lägesår} är {läge}. Målet kan bedömas ändå, men utvecklingen kan inte visas. "
    "Finns det ett värde?{känt}",
    "Skriv värdet i kolumnen Läget om det finns.",
)
BASELINE_UNREAD = Kind(
    "G30",
    Level.WARNING,
    "Läget kan inte läsas",
    "{indikator}: vad var läget {lägesår}? I registret står det {läge}, som inte kan läsas som {slag}.{känt}",
    "Skriv värdet i kolumnen Läget. Målet kan bedömas ändå, men utvecklingen kan inte visas.",
)
BASELINE_BOUND = Kind(
    "G07",
    Level.WARNING,
    "Läget är en gräns",
    "{indikator}: läget {lägesår} är skrivet som {läge}. Vad var det faktiska värdet?",
    "Skriv talet i kolumnen Läget. Till dess räknas gränsen som läget.",
)
STANDING_STILL = Kind(
    "G08",
    Level.WARNING,
    "Texten och tecknet säger olika saker",
    "{indikator}: texten säger {ordval}, men målet {värde} är uppfyllt redan vid oförändrat läge ({läge}).{noll} "
    "{ska}",
    "Ska värdet ändras, skriv > i stället för ≥ (eller < i stället för ≤) i kolumnen Målvärde.",
)
WRONG_WAY = Kind(
    "G09",
    Level.ERROR,
    "Tecknet pekar åt fel håll",
    "{indikator}: texten säger {ordval}, men målet {värde} betyder {läst_som}. {ska}",
    "Vänd tecknet i kolumnen Målvärde.",
)
GOALS_WITHOUT = Kind(
    "G10",
    Level.NOTICE,
    "Mål utan indikator",
    "{antal} har ingen indikator kopplad till sig. Bilagan säger inte vilken indikator som hör till vilket mål. "
    "Vill du koppla dem?",
    "Vill du visa det i sammanställningen, fyll i kolumnen Mål på bladet Indikatorer.",
)
AMBER_BEYOND = Kind(
    "G12",
    Level.WARNING,
    "Gult från ligger inte före målet",
    "{indikator}: Gult från är {värde}, men målet är {läst_som}. Värdet används inte.",
    "Skriv ett värde som nås innan målet nås, i målets enhet (80 för 80 %), eller töm cellen.",
)
OUTSIDE_MISSING = Kind(
    "G13",
    Level.ERROR,
    "Jämförelsevärdet saknas",
    "{indikator}: målet {värde} jämförs med {vem}. Vad är det värdet?",
    "Skriv värdet i kolumnen Jämförelsevärde.",
)
TARGET_WITHOUT_UNIT = Kind(
    "G14",
    Level.NOTICE,
    "Målet saknar enhet",
    "{indikator}: målet {värde} saknar enhet, men läget är {läge}.{menas}",
    "Skriv enheten i kolumnen Målvärde. Till dess läses målet i lägets enhet.",
)
TEXT_AND_FIGURE = Kind(
    "G15",
    Level.WARNING,
    "Texten och talet säger olika saker",
    "{indikator}: texten säger {ordval}, men målet är {mål}{räkning}. {menas}",
    "Skriv det mål som gäller i kolumnen Målvärde, eller rätta texten.",
)
HALF_OF_TEXT = Kind(
    "G16",
    Level.WARNING,
    "Målet gäller halva texten",
    "{indikator}: texten säger {ordval}, men målet {värde} gäller bara det ena. Ska båda vara gjorda?",
    "Ska båda vara gjorda, skriv {förslag} i kolumnen Målvärde och förklara i Beskrivning vad det betyder.",
)
SCALE_PRESUMED = Kind(
    "G17",
    Level.WARNING,
    "Skalan är antagen",
    "{antal} mäts i ord, men bilagan säger inte på vilken skala: {rader}. Gäller standardskalan, {ord}?",
    "Orden och deras synonymer står på bladet Skalor. Stämmer de, skriv {förslag} i kolumnen Skala. Annars, gör en "
    "egen skala där.",
)
HEADER_DIFFERS = Kind(
    "G18",
    Level.NOTICE,
    "Rubriker som skiljer sig",
    "{tabell} är rubrikerna {rubriker}. Kolumnerna läses som {väntat}. Ska de läsas på ett annat sätt?",
    "Ingenting behöver göras om det stämmer.",
)
GOAL_REPEATS = Kind(
    "G19",
    Level.NOTICE,
    "Mål som upprepar beskrivningen",
    "Målet {värde} står redan i beskrivningen av området {område}. Ska det tas bort?",
    "Är det inget eget mål, ta bort raden på bladet Mål.",
)
FOOTNOTE_CUT = Kind(
    "G20",
    Level.NOTICE,
    "Fotnot som verkar avklippt",
    "{indikator}: fotnoten slutar mitt i, {värde}. Saknas det något?",
    "Skriv ut hela fotnoten på bladet Indikatorer.",
)
TWO_PERIODS = Kind(
    "G21",
    Level.WARNING,
    "Raden gäller två perioder",
    "{indikator}: texten säger {ordval}. Ska två värden lämnas?",
    "Skriv 2 i kolumnen Antal värden om varje period ska ha sitt eget värde, annars 1.",
)
YEAR_PRESUMED = Kind(
    "G22",
    Level.WARNING,
    "Flera målvärden utan årtal",
    "{indikator}: målet {värde} har flera värden. Det första läses som målet för {målår}: {läst_som}. Stämmer det?",
    "Skriv bara årets mål i kolumnen Målvärde; senare års mål kan stå i egna kolumner (Målvärde {nästa_år}).",
)
HEADER_YEAR = Kind(
    "G23",
    Level.ERROR,
    "Rubriken gäller ett annat år",
    "{tabell} står rubriken {värde}, men registret läser den som {väntat}. Vilket år gäller?",
    "Rätta värdena i tabellens rader, eller året på bladet Inställningar.",
)
BASELINE_OFFERED = Kind(
    "G25",
    Level.WARNING,
    "Läget enligt en förvaltning",
    "{indikator}: läget {lägesår} är {värde} enligt {förvaltning}. Ska det stå i registret?",
    "Skriv värdet i kolumnen Läget om det stämmer.",
)
ANSWER_REFUSED = Kind(
    "G24",
    Level.ERROR,
    "Svaret i Frågor kan inte användas",
    "{plats}: svaret {värde} kan inte föras in: {skäl}.",
    "Ändra svaret, eller skriv direkt på bladet Indikatorer.",
)
DIRECTION_PRESUMED = Kind(
    "G26",
    Level.ERROR,
    "Riktningen är antagen",
    "{indikator}: är högre eller lägre bättre? Målet {värde} säger det inte och läses som {läst_som}, men texten "
    "säger {ordval}.",
    "Är lägre bättre, svara ja eller skriv lägre i kolumnen Riktning. Då läses målet som högst. Är högre bättre, "
    "skriv högre.",
)
ADDRESS_UNUSABLE = Kind(
    "G27",
    Level.WARNING,
    "E-postadressen går inte att använda",
    "{förvaltning}: {värde} i kolumnen {kolumn} {skäl}. Vilken adress ska det vara?",
    "Rätta på bladet Förvaltningar, till exempel kim.berg@example.se. Flera adresser skiljs åt med semikolon.",
)
BASELINE_OTHER_YEAR = Kind(
    "G28",
    Level.WARNING,
    "Läget är från ett annat år",
    "{indikator}: läget {läge} är från {lägets_år}, men kolumnen gäller {lägesår}. Finns det ett "
    "värde för {lägesår}?",
    "Skriv värdet för {lägesår} i kolumnen Läget. Finns det inget, svara nej; då gäller värdet från {lägets_år}.",
)
INTERVAL_ONE_SIDED = Kind(
    "G29",
    Level.NOTICE,
    "Målet är ett intervall",
    "{indikator}: är utfall {bortom} också uppfyllt? Målet {värde} läses som {läst_som}, och läget är {läge}.",
    "Är det uppfyllt, svara ja; då blir målet {förslag}. Ska utfall {bortom} vara rött, svara nej.",
)
