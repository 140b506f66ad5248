"""What is wrong with a file as such (F)."""

from indikator_excel.findings.finding import Kind, Level

_SEND_AGAIN = "Be avsändaren öppna filen i Excel, spara den på nytt som .xlsx och skicka den igen."

UNREADABLE = Kind("F01", Level.ERROR, "Filen kan inte läsas", "{fil} går inte att läsa: {skäl}.", _SEND_AGAIN)
PASSWORD = Kind(
    "F02",
    Level.ERROR,
    "Lösenordsskyddad fil",
    "{fil} är skyddad med lösenord.",
    "Be avsändaren ta bort lösenordet (Arkiv, Info, Skydda arbetsbok, Kryptera med lösenord, töm rutan, OK), spara "
    "filen och skicka den igen.",
)
NOT_OURS = Kind(
    "F03",
    Level.ERROR,
    "Inte en av omgångens mallar",
    "{fil} är inte en ifylld mall från det här registret.",
    "Om filen är ett svar, be avsändaren fylla i mallen som skickades ut. Flytta annars filen ur mappen svar.",
)
OTHER_ROUND = Kind(
    "F04",
    Level.ERROR,
    "Annan omgång",
    "{fil} är gjord för {filens_omgång}, men nu gäller {registrets_omgång}.",
    "Be avsändaren fylla i mallen för {registrets_omgång}. Om du har ändrat omgångens eller kommunens namn i "
    "registret, ändra tillbaka.",
    "Fyll i den här filen i stället. Den gäller {registrets_omgång}. Kopiera bara svar som gäller samma tid.",
)
OVER_LIMIT = Kind(
    "F05",
    Level.ERROR,
    "Filen är orimligt stor",
    "{fil} läses inte: {skäl}.",
    "Be avsändaren föra över svaren till en ny mall och skicka den. En ifylld mall är sällan större än 1 MB.",
)
OTHER_FORMAT = Kind(
    "F06",
    Level.ERROR,
    "Fel filformat",
    "{fil} är {format}, inte en Excelfil (.xlsx).",
    "{åtgärd}",
)
TEMPLATE_OLDER = Kind(
    "F07",
    Level.WARNING,
    "Mallen är äldre än registret",
    "Mallen i {fil} gjordes innan {rader} ändrades i registret. Svaren bedöms mot det som står i registret nu.",
    "Kontrollera att {förvaltning} har svarat på rätt fråga. Skicka annars en ny mall.",
    "Läs läget och målet för {rader} i den här filen, och kontrollera att svaren stämmer.",
)
UNKNOWN_DEPARTMENT = Kind(
    "F08",
    Level.ERROR,
    "Okänd förvaltning",
    "{fil} är gjord för förvaltningen med koden {värde}, som inte finns i registret.",
    "Har du bytt kod på en förvaltning, ändra tillbaka. Ska den vara med, skriv in den på registrets blad "
    "Förvaltningar. Flytta annars filen ur mappen.",
)
COPY = Kind(
    "F09",
    Level.NOTICE,
    "Kopia",
    "{fil} har samma innehåll som {annan_fil} och räknas inte en gång till.",
    "Ingenting behöver göras.",
)
SUPERSEDED = Kind(
    "F10",
    Level.NOTICE,
    "Ersatt av en senare fil",
    "{fil} (sparad {tid}) är ersatt av {annan_fil} (sparad {annan_tid}), {skäl}.",
    "Ingenting behöver göras. Om det är den äldre filen som gäller, flytta den nyare ur mappen svar.",
)
STAMP_LOST = Kind(
    "F11",
    Level.WARNING,
    "En del av mallen saknas",
    "En del av mallen saknas i {fil}. Filen läses ändå som ett svar från {förvaltning}.",
    "Kontrollera att det är rätt förvaltning och rätt omgång.",
)

NOTHING_WITHIN = Kind(
    "F13",
    Level.ERROR,
    "Ingen mall i mejlet eller zipfilen",
    "{fil} innehåller ingen ifylld mall{filer}.",
    "Be avsändaren skicka den ifyllda mallen som bilaga. Om den inte hör hit, flytta den ur mappen svar.",
)
OTHER_ENGINE = Kind(
    "F14",
    Level.NOTICE,
    "Läst på ett annat sätt",
    "{fil} kunde inte läsas på vanligt sätt ({skäl}) utan är läst på ett annat sätt, med {motor}.",
    "Kontrollera några svar mot filen. Om något är fel, be avsändaren spara filen i Excel och skicka den igen.",
)
OTHER_VERSION = Kind(
    "F15",
    Level.ERROR,
    "Mallens version är okänd",
    "{fil} är gjord i version {filens_version} av mallen. Den här versionen av indikator-excel läser {vår_version}.",
    "Installera den version som mallen gjordes med, eller gör om mallen och be avsändaren fylla i den.",
)
FORMATS_UNKNOWN = Kind(
    "F16",
    Level.NOTICE,
    "Talens format syns inte",
    "Det framgår inte av {fil} vilka tal som är procent. Där svaret ska vara procent läses tal upp till 1 som "
    "andelar: 0,81 blir 81 %.",
    "Kontrollera procentvärdena. Be gärna avsändaren spara filen i Excel som Excel-arbetsbok (.xlsx).",
)
UNSTAMPED = Kind(
    "F17",
    Level.WARNING,
    "Det syns inte vem mallen gjordes för",
    "Det går inte längre att se i {fil} vem mallen gjordes för. Den läses som ett svar från {förvaltning}: "
    "{skäl} säger det.",
    "Kontrollera att det är rätt förvaltning och rätt omgång.",
)
SEVERAL_DEPARTMENTS = Kind(
    "F18",
    Level.ERROR,
    "Förvaltningen går inte att avgöra",
    "Det går inte längre att se i {fil} vem mallen gjordes för. Den kan vara från {förvaltningar}.",
    "Ta reda på vem som skickade filen. Gör en mapp med förvaltningens namn i mappen svar och lägg filen där.",
)
OTHER_SENDER = Kind(
    "F19",
    Level.WARNING,
    "Annan avsändare",
    "{fil} kom från {avsändare}, men kontakten för {förvaltning} är {kontakt}. Svaret används.",
    "Kontrollera att avsändaren får svara för {förvaltning}. Byt annars kontakt på registrets blad Förvaltningar.",
)
OTHER_ROWS = Kind(
    "F20",
    Level.ERROR,
    "Raderna hör inte till förvaltningen",
    "{fil} är gjord för {förvaltning}, men ingen av dess rader hör till {förvaltning} i registret.",
    "Kontrollera vem svaret kommer från. Har raderna flyttats i registret, gör nya mallar och be om svar i dem.",
)
OUT_OF_REACH = Kind(
    "F21",
    Level.ERROR,
    "Filen kan inte öppnas",
    "{fil} kunde inte öppnas: {skäl}.",
    "Stäng filen om den är öppen i ett program. Ligger den i OneDrive, vänta tills den är hämtad. Kör sedan om.",
)
LINK_OUT = Kind(
    "F12",
    Level.ERROR,
    "Genväg ut ur mappen",
    "{fil} är en genväg till en fil utanför mappen svar och läses inte.",
    "Kopiera själva filen till mappen svar och ta bort genvägen.",
)
