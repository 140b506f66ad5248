"""What was done to a reply's sheets, rows and columns (S)."""

from indikator_excel.findings.finding import Kind, Level

UNKNOWN_ID = Kind(
    "S01",
    Level.ERROR,
    "Okänt ID",
    "Raden med ID {id} hör inte till {förvaltning} i registret. Svaret {värde} används inte.",
    "Rätta ID enligt mallen. Har indikatorn tagits bort ur registret behövs ingenting.",
    "Skriv svaret på indikatorns rad här. Svarar ni inte längre för den behövs ingenting.",
)
OUTSIDE_ROWS = Kind(
    "S02",
    Level.ERROR,
    "Värde utan rad",
    "{plats}: {värde} står på en rad utan ID och hör därför inte till någon indikator.",
    "Flytta värdet till indikatorns rad, eller skriv tillbaka radens ID.",
    "Skriv svaret på indikatorns rad här.",
)
TWO_ROWS = Kind(
    "S03",
    Level.ERROR,
    "Två rader med olika svar",
    "{indikator} finns på två rader med olika svar: {plats} är {värde} och {annan_plats} är {annat_värde}.",
    "Behåll den rad som gäller och ta bort den andra.",
    "Skriv det som gäller.",
)
ROW_MISSING = Kind(
    "S04",
    Level.WARNING,
    "Rad saknas",
    "Raden för ”{indikator}” saknas i {fil}.",
    "Be {förvaltning} svara på raden. Den kan ha tagits bort, eller kommit till efter att mallen gjordes.",
    "Fyll i raden, eller välj varför värdet saknas i kolumnen Ej mätt.",
)
TEXT_CHANGED = Kind(
    "S05",
    Level.WARNING,
    "Läget eller målet är ändrat i svaret",
    "{indikator}: {kolumn} är {värde} i svaret och {registrets_värde} i registret. Registrets gäller.",
    "Har förvaltningen rätt, ändra i registret och kör om. Annars behövs ingenting.",
)
ROW_TWICE = Kind(
    "S06",
    Level.NOTICE,
    "Rad två gånger",
    "{indikator} finns två gånger i {fil} med samma svar. Det räknas en gång.",
    "Ingenting behöver göras.",
)
BESIDE_TABLE = Kind(
    "S07",
    Level.WARNING,
    "Text bredvid tabellen",
    "{plats}: {värde} står utanför tabellens kolumner och används inte.",
    "Läs texten. Hör den till en indikator, be förvaltningen skriva den i Kommentar.",
    "Hör texten till en indikator, skriv den i Kommentar på indikatorns rad.",
)
OTHER_SHEET = Kind(
    "S08",
    Level.WARNING,
    "Svar på ett extra blad",
    "{plats}: {värde} står på en kopia av bladet {blad} och skiljer sig från det. Bara {blad} används.",
    "Fråga {förvaltning} vilket som gäller. Hör värdet hit, skriv in det på bladet {blad}.",
    "Gäller värdet, skriv in det här.",
)
COLUMN_LOST = Kind(
    "S09",
    Level.ERROR,
    "Kolumner saknas",
    "{fil} har inget blad med kolumnerna ID, Indikator och {värdekolumn}.",
    "Be avsändaren ångra ändringen av rubrikerna, eller fylla i mallen på nytt.",
    "Fyll i den här filen i stället, och låt rubrikerna vara som de är.",
)

OTHER_TEXT = Kind(
    "S10",
    Level.WARNING,
    "Text på ett annat blad",
    "Bladet {blad} i {fil} har text som inte läses: {värde}.",
    "Läs bladet. Hör texten till en indikator, be {förvaltning} skriva den i Kommentar.",
    "Hör texten till en indikator, skriv den i Kommentar på indikatorns rad.",
)
LOCKED_CHANGED = Kind(
    "S11",
    Level.WARNING,
    "Mallens text skiljer sig från registrets",
    "{plats}: {kolumn} är {värde} i svaret och {registrets_värde} i registret. Registrets gäller.",
    "Läs texten. Hör den till svaret, be {förvaltning} skriva den i Kommentar.",
    "Hör texten till svaret, skriv den i Kommentar.",
)

SHEET_COPIED = Kind(
    "S12",
    Level.NOTICE,
    "Bladet är kopierat",
    "{fil} har en kopia av bladet {blad}, {kopia}, med samma svar. Den räknas inte.",
    "Ingenting behöver göras.",
)
NOTE = Kind(
    "S13",
    Level.NOTICE,
    "Anteckning på en cell",
    "{plats} har en anteckning: {värde}.",
    "Läs anteckningen. Hör den till svaret, be {förvaltning} skriva den i Kommentar.",
)

RECOGNISED = Kind(
    "S15",
    Level.WARNING,
    "Rader igenkända på sin text",
    "{antal} i {fil} har förlorat sitt ID och är igenkända på sin text: {rader}.",
    "Kontrollera att svaren står på rätt rader.",
    "Kontrollera att svaren står på rätt rader.",
)
ROW_UNCLEAR = Kind(
    "S16",
    Level.ERROR,
    "Raden går inte att skilja från en annan",
    "{plats}: {värde} står på en rad utan ID, vars text passar flera indikatorer.",
    "Skriv tillbaka radens ID, eller be avsändaren fylla i mallen på nytt.",
    "Skriv svaret på indikatorns rad här.",
)
HIDDEN = Kind(
    "S17",
    Level.NOTICE,
    "Dolda svar",
    "{fil} har {antal} i dolda rader eller kolumner: {rader}. De räknas som andra.",
    "Ingenting behöver göras, om de inte är dolda för att de inte gäller.",
)
HEADER_CHANGED = Kind(
    "S18",
    Level.WARNING,
    "Rubriken är ändrad",
    "{plats}: rubriken är {värde} i svaret, men omgångens är {väntat}. Kolumnen läses som omgångens.",
    "Kontrollera att värdena gäller rätt år.",
    "Kontrollera att värdena gäller rätt år.",
)
UNUSED_COLUMN = Kind(
    "S14",
    Level.WARNING,
    "Värde i en kolumn som raden inte har",
    "{plats}: {värde} står i kolumnen {kolumn}, som inte används för {indikator}.",
    "Läs värdet. Hör det till en annan rad, be {förvaltning} flytta det.",
    "Hör värdet till en annan rad, skriv det där.",
)
