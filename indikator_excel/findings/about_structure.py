"""What was done to a reply's sheets, rows and columns (S)."""

from indikator_excel.findings.finding import Kind, Level

UNKNOWN_ID = Kind(
    "S01",
    Level.ERROR,
    "Okänt ID",
    "ID {id} finns inte bland raderna för {förvaltning}. Svaret {värde} används därför inte.",
    "Jämför med mallen som skickades ut och rätta radens ID. Om indikatorn är borttagen ur registret behöver "
    "ingenting göras.",
    "Leta upp indikatorn i den här filen och skriv svaret på dess rad. Svarar ni inte längre för den behöver ni inte "
    "göra något.",
)
OUTSIDE_ROWS = Kind(
    "S02",
    Level.ERROR,
    "Värde utan rad",
    "{plats}: {värde} står på en rad utan ID. Det går därför inte att se vilken indikator det gäller.",
    "Fråga {förvaltning} vilken indikator det gäller, och flytta värdet till dess rad.",
    "Skriv {värde} på indikatorns rad i den här filen, om det hör till en indikator.",
)
TWO_ROWS = Kind(
    "S03",
    Level.ERROR,
    "Två rader med olika svar",
    "{indikator}: två rader i {fil} har olika svar, {värde} i {plats} och {annat_värde} i {annan_plats}.",
    "Fråga {förvaltning} vilket svar som gäller, och skriv det på båda raderna.",
    "Skriv det svar som gäller på indikatorns rad i den här filen.",
)
ROW_MISSING = Kind(
    "S04",
    Level.WARNING,
    "Rad saknas",
    "{indikator}: raden saknas i {fil}.",
    "Be {förvaltning} svara på raden. Den kan ha tagits bort, eller kommit till efter att mallen gjordes.",
    "Fyll i svaret på raden, som finns i den här filen. Om det inte finns något, välj orsaken i kolumnen Ej mätt.",
)
TEXT_CHANGED = Kind(
    "S05",
    Level.WARNING,
    "Läget eller målet är ändrat i svaret",
    "{indikator}: i kolumnen {kolumn} står {värde} i svaret men {registrets_värde} i registret. Registrets används.",
    "Om förvaltningen har rätt, ändra i registret och kör om. Annars behöver ingenting göras.",
)
ROW_TWICE = Kind(
    "S06",
    Level.NOTICE,
    "Rad två gånger",
    "{indikator}: raden finns två gånger i {fil} med samma svar. Det räknas en gång.",
    "Ingenting behöver göras.",
)
BESIDE_TABLE = Kind(
    "S07",
    Level.WARNING,
    "Text bredvid tabellen",
    "{plats}: {värde} står utanför tabellen och används inte.",
    "Läs texten. Om den hör till en indikator, be {förvaltning} skriva den i kolumnen Kommentar.",
    "Om texten hör till en indikator, skriv den i kolumnen Kommentar på den raden.",
)
OTHER_SHEET = Kind(
    "S08",
    Level.WARNING,
    "Svar på ett extra blad",
    "{plats}: {värde} står på en kopia av bladet {blad} och skiljer sig från det. Bara {blad} används.",
    "Fråga {förvaltning} vilket svar som gäller. Om det är {värde}, skriv det på bladet {blad}.",
    "Skriv {värde} på indikatorns rad i den här filen, om det är det som gäller.",
)
ONLY_ON_COPY = Kind(
    "S24",
    Level.ERROR,
    "Svar bara på en kopia av bladet",
    "{plats}: {värde} står på en kopia av bladet {blad}, där cellen är tom. Bara {blad} används.",
    "Be {förvaltning} skriva svaret på bladet {blad}, eller ta bort kopian om det inte gäller.",
    "Skriv {värde} på indikatorns rad i den här filen, om det gäller.",
)
COLUMN_LOST = Kind(
    "S09",
    Level.ERROR,
    "Kolumner saknas",
    "{fil} har inget blad med kolumnerna ID, Indikator och {värdekolumn}.",
    "Be avsändaren skriva tillbaka rubrikerna, eller fylla i mallen på nytt.",
    "Fyll i den här filen i stället, och låt rubrikerna vara som de är.",
)

OTHER_TEXT = Kind(
    "S10",
    Level.WARNING,
    "Text på ett annat blad",
    "Bladet {blad} i {fil} har text som inte kommer med: {värde}.",
    "Läs bladet och svara {förvaltning} om det behövs. Om texten hör till en indikator, be dem skriva den i kolumnen "
    "Kommentar.",
    "Om texten hör till en indikator, skriv den i kolumnen Kommentar på den raden.",
)
LOCKED_CHANGED = Kind(
    "S11",
    Level.WARNING,
    "Mallens text skiljer sig från registrets",
    "{plats}: i kolumnen {kolumn} står {värde} i svaret, men {registrets_värde} i registret. Registrets gäller.",
    "Kontrollera att svaret står på rätt rad. Om texten är en förklaring, be {förvaltning} skriva den i Kommentar.",
    "Kontrollera att svaret står på rätt rad. Om ni ville förklara något, skriv det i kolumnen Kommentar.",
)

SHEET_COPIED = Kind(
    "S12",
    Level.NOTICE,
    "Bladet är kopierat",
    "Bladet {kopia} i {fil} är en kopia av {blad} med samma svar. Det räknas inte en gång till.",
    "Ingenting behöver göras.",
)
NOTE = Kind(
    "S13",
    Level.NOTICE,
    "Anteckning på en cell",
    "{plats} har en anteckning: {värde}.",
    "Läs anteckningen. Om den hör till svaret, be {förvaltning} skriva den i kolumnen Kommentar.",
)

RECOGNISED = Kind(
    "S15",
    Level.WARNING,
    "Rader igenkända på sin text",
    "{antal} i {fil} saknar ID men har kunnat kännas igen på texten: {rader}.",
    "Kontrollera att svaren står på rätt rader.",
    "Kontrollera att svaren står på rätt rader.",
)
ROW_UNCLEAR = Kind(
    "S16",
    Level.ERROR,
    "Raden går inte att skilja från en annan",
    "{plats}: det går inte att säga vilken indikator {värde} gäller, för {skäl}.",
    "Fråga {förvaltning} vilken indikator det gäller, och skriv det ID som är rätt på raden.",
    "Skriv {värde} på den rad i den här filen som svaret gäller.",
)
HIDDEN = Kind(
    "S17",
    Level.NOTICE,
    "Dolda svar",
    "{fil} har {antal} i dolda rader eller kolumner: {rader}. De räknas som alla andra svar.",
    "Kontrollera med {förvaltning} att de dolda svaren gäller.",
)
HEADER_CHANGED = Kind(
    "S18",
    Level.WARNING,
    "Rubriken är ändrad",
    "{plats}: rubriken är {värde} men ska vara {väntat}. Värdena räknas som {väntat}.",
    "Kontrollera att värdena gäller rätt år.",
    "Kontrollera att värdena gäller rätt år.",
)
NO_LONGER_ASKED = Kind(
    "S19",
    Level.WARNING,
    "Raden hör inte längre till förvaltningen",
    "Raden {id} fanns i mallen men hör inte längre till {förvaltning} i registret. Svaret {värde} används inte.",
    "Ingenting behöver göras, om indikatorn är borttagen eller har flyttats. Ändra annars i registret och kör om.",
    "",
)
DAY_UNREADABLE = Kind(
    "S21",
    Level.WARNING,
    "Mätdatum för alla rader är inget datum",
    "{plats}: {värde} vid Mätdatum är inget datum. Texten följer med till alla rader som den är.",
    "Be {förvaltning} skriva dagen på bladet Läs mig.",
    "Skriv den dag ni mätte på bladet Läs mig, med år-månad-dag. Den 17 maj 2024 skrivs 2024-05-17.",
)
REARRANGED = Kind(
    "S22",
    Level.NOTICE,
    "Ordningen eller bladets namn är ändrat",
    "I {fil} är det här ändrat: {ändrat}. Svaren är lästa på sina rader ändå.",
    "Ingenting behöver göras.",
)
LEFT_OUT = Kind(
    "S20",
    Level.WARNING,
    "Svar utan rad i en rättad fil",
    "{plats} i {fil}: {värde} hörde inte till någon rad. Filen är rättad, och värdet används inte.",
    "Kontrollera att svaret kom med i rättelsen, på rätt rad.",
    "",
)
TEXT_BECAME_FORMULA = Kind(
    "S23",
    Level.WARNING,
    "En text har blivit en formel",
    "{indikator}: i kolumnen {kolumn} står {värde}. Det blir så när en text börjar med =, + eller -, för då tar "
    "Excel texten för en formel.",
    "Be {förvaltning} skriva texten igen, utan tecknet i början.",
    "Skriv texten igen, utan =, + eller - i början.",
)
UNUSED_COLUMN = Kind(
    "S14",
    Level.WARNING,
    "Värde i en kolumn som raden inte har",
    "{plats}: {värde} står i kolumnen {kolumn}, som inte används för {indikator}.",
    "Läs värdet. Om det hör till en annan rad, be {förvaltning} flytta det.",
    "Skriv {värde} på rätt rad i den här filen, om det hör till en annan rad.",
)
