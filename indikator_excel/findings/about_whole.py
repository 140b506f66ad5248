"""What concerns the round as a whole (H)."""

from indikator_excel.findings.finding import Kind, Level

CONTRADICTION = Kind(
    "H01",
    Level.ERROR,
    "Två svar säger emot varandra",
    "{indikator}: {fil} har {värde} i {plats}{liksom}, och {annan_fil} har {annat_värde} i {annan_plats}.",
    "Fråga {förvaltning} vilket som gäller. Kommandot rättelser gör en fil att skicka tillbaka, med båda svaren i.",
    "Skriv det svar som gäller på indikatorns rad i den här filen.",
)
NO_REPLY = Kind(
    "H02",
    Level.WARNING,
    "Förvaltningen har inte svarat",
    "{förvaltning} {läget}. {antal} väntar.",
    "Påminn {förvaltning}, om svaret inte är en av filerna som inte gick att läsa.",
)
UNASSIGNED = Kind(
    "H03",
    Level.ERROR,
    "Indikator utan förvaltning",
    "Ingen förvaltning svarar för ”{indikator}”.",
    "Skriv förvaltningens kod eller namn i kolumnen Förvaltning på registrets blad Indikatorer.",
)
UNBALANCED = Kind(
    "H04",
    Level.ERROR,
    "Avstämningen går inte ihop",
    "{lästa} ifyllda celler är lästa, men {redovisade} är redovisade.",
    "Lita inte på sammanställningen. Anmäl felet till den som sköter verktyget.",
)
DONE_BUT_MISSING = Kind(
    "H06",
    Level.WARNING,
    "Klar, men rader saknas",
    "{förvaltning} har svarat att de är klara, men {antal} saknar svar.",
    "Fråga {förvaltning} om raderna. De står också var för sig här i listan.",
)
REGISTER_PROBLEM = Kind(
    "H05",
    Level.ERROR,
    "Registret kan inte läsas helt",
    "register.xlsx, {skäl}",
    "Rätta registret och kör om.",
)

OWN_WITHOUT_REASON = Kind(
    "H07",
    Level.WARNING,
    "Egen bedömning utan motivering",
    "{indikator}: din egen bedömning {värde} har ingen motivering och räknas därför inte.",
    "Skriv varför i kolumnen Motivering på bladet Måluppfyllelse. Den räknas då på en gång.",
)
OWN_UNREADABLE = Kind(
    "H08",
    Level.WARNING,
    "Egen bedömning går inte att läsa",
    "{indikator}: din egen bedömning {värde} är ingen av bedömningarna och räknas därför inte.",
    "Välj en bedömning i listan i kolumnen Egen bedömning på bladet Måluppfyllelse.",
)
OWN_WITHOUT_ROW = Kind(
    "H09",
    Level.WARNING,
    "Egen text utan rad",
    "{indikator}: raden finns inte längre i omgången. Din text finns kvar på bladet Utan rad: {värde}.",
    "Ingenting behöver göras. Kommer raden tillbaka får den sin text igen; annars kan du ta bort den på bladet.",
)
CHANGED_BY_HAND = Kind(
    "H10",
    Level.WARNING,
    "Ändrat för hand i sammanställningen",
    "{indikator}: {värde} var inskrivet för hand i {kolumnen} i sammanställningen. {nu}.",
    "Är det inskrivna rätt, be {förvaltning} svara på nytt, eller sätt en egen bedömning med motivering.",
)
PREVIOUS_UNREADABLE = Kind(
    "H11",
    Level.ERROR,
    "Den förra sammanställningen går inte att läsa",
    "Den förra sammanställningen går inte att läsa ({skäl}). Den är sparad som {fil}. Dina egna kolumner är tomma.",
    "Öppna {fil} i Excel, rätta det som är fel, spara den som sammanställning.xlsx och kör om. Går det inte, för "
    "över dina texter för hand.",
)
NOT_CARRIED = Kind(
    "H13",
    Level.WARNING,
    "Eget innehåll som inte följde med",
    "Det här i din sammanställning följde inte med: {vad}. Arbetsboken som den var är sparad som {fil}.",
    "Flytta det du vill behålla till en egen arbetsbok, eller till Anteckning eller en egen kolumn på bladet "
    "Måluppfyllelse.",
)
FILTER_LOST = Kind(
    "H12",
    Level.NOTICE,
    "Filter som inte följde med",
    "Ditt filter på bladet Måluppfyllelse följde inte med för {kolumner}. Bara val av texter i listan följer med.",
    "Sätt filtret igen om du behöver det.",
)
ROW_TWICE = Kind(
    "H14",
    Level.WARNING,
    "Egna texter på två rader som är samma",
    "{indikator}: raden står två gånger i den förra sammanställningen. {värde} är kvar, och {andra} är borta.",
    "Skriv det som ska gälla i dina egna kolumner på raden. Den förra sammanställningen är sparad bredvid den nya.",
)

OWN_OF_A_PART = Kind(
    "H15",
    Level.WARNING,
    "Egen bedömning av en del",
    "{indikator}: din bedömning {värde} gäller bara raden från {förvaltning}. Det som förvaltningarna når "
    "tillsammans bedöms av deras värden.",
    "Skriv i Anteckning eller i bilagan om det gemensamma ska bedömas på annat sätt.",
)

#: What has become of what the controller had in her workbook, which she wants to know at once.
ABOUT_HERS = frozenset(
    {
        *(OWN_UNREADABLE, OWN_WITHOUT_REASON, OWN_WITHOUT_ROW, OWN_OF_A_PART),
        *(CHANGED_BY_HAND, NOT_CARRIED, FILTER_LOST, ROW_TWICE),
    }
)
