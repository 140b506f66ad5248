"""What concerns the round as a whole (H)."""

from indikator_excel.findings.finding import Kind, Level

CONTRADICTION = Kind(
    "H01",
    Level.ERROR,
    "Två svar säger emot varandra",
    "{indikator}: {fil} har {värde} i {plats}, och {annan_fil} har {annat_värde} i {annan_plats}.",
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
