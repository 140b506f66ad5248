"""What is wrong with a file as such (F)."""

from indikator_excel.findings.finding import Kind, Level

_SEND_AGAIN = "Be avsändaren öppna filen i Excel, spara den på nytt som .xlsx och skicka den igen."

UNREADABLE = Kind("F01", Level.ERROR, "Filen kan inte läsas", "{fil} går inte att läsa: {skäl}.", _SEND_AGAIN)
PASSWORD = Kind(
    "F02",
    Level.ERROR,
    "Lösenordsskyddad fil",
    "{fil} är skyddad med lösenord.",
    "Be avsändaren ta bort lösenordet (Arkiv, Info, Skydda arbetsbok) och skicka filen igen.",
)
NOT_OURS = Kind(
    "F03",
    Level.ERROR,
    "Inte en av omgångens mallar",
    "{fil} är inte en ifylld mall från det här registret.",
    "Be avsändaren fylla i mallen som skickades ut. Hör filen inte hit, flytta den ur mappen svar.",
)
OTHER_ROUND = Kind(
    "F04",
    Level.ERROR,
    "Annan omgång",
    "{fil} är gjord för {filens_omgång}, men registret gäller {registrets_omgång}.",
    "Be om den mall som hör till omgången. Har du bytt namn på omgången i registret, byt tillbaka.",
    "Fyll i den här filen i stället. Den gäller {registrets_omgång}.",
)
OVER_LIMIT = Kind(
    "F05",
    Level.ERROR,
    "Filen är orimligt stor",
    "{fil} läses inte: {skäl}.",
    "Be avsändaren fylla i mallen på nytt. En ifylld mall är sällan större än 1 MB.",
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
    "{fil} gjordes innan registret ändrades för: {rader}. Svaren bedöms mot registret.",
    "Kontrollera att förvaltningen har svarat på rätt fråga. Annars, skicka en ny mall.",
    "Läs läget och målet på raderna en gång till och kontrollera svaren.",
)
UNKNOWN_DEPARTMENT = Kind(
    "F08",
    Level.ERROR,
    "Okänd förvaltning",
    "{fil} är gjord för förvaltningen med koden {värde}, som inte finns i registret.",
    "Lägg tillbaka förvaltningen på bladet Förvaltningar, eller flytta filen ur mappen svar.",
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
    "Ingenting behöver göras. Är det den äldre som gäller, flytta den nyare ur mappen svar.",
)
STAMP_LOST = Kind(
    "F11",
    Level.WARNING,
    "Mallens dolda blad saknas",
    "{fil} saknar mallens dolda blad. Förvaltning och omgång är lästa ur filens egenskaper: {förvaltning}.",
    "Kontrollera att det är rätt förvaltning.",
)

NOTHING_WITHIN = Kind(
    "F13",
    Level.ERROR,
    "Ingen mall i mejlet eller zipfilen",
    "{fil} innehåller ingen ifylld mall{filer}.",
    "Be avsändaren skicka den ifyllda mallen som bilaga. Hör filen inte hit, flytta den ur mappen svar.",
)
OTHER_ENGINE = Kind(
    "F14",
    Level.NOTICE,
    "Läst på ett annat sätt",
    "{fil} är läst med {motor}, eftersom filen inte kunde läsas på vanligt sätt: {skäl}.",
    "Kontrollera något värde. Stämmer det behövs ingenting.",
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
    "{fil} säger inte hur talen visas. Tal upp till 1 läses som procent där indikatorn mäts i procent.",
    "Kontrollera procentvärdena. Be gärna avsändaren spara filen som .xlsx i Excel.",
)
UNSTAMPED = Kind(
    "F17",
    Level.WARNING,
    "Mallens stämpel saknas",
    "{fil} har förlorat mallens stämpel. Den läses som {förvaltning}s svar, eftersom {skäl} säger det.",
    "Kontrollera att det är rätt förvaltning och rätt omgång.",
)
SEVERAL_DEPARTMENTS = Kind(
    "F18",
    Level.ERROR,
    "Förvaltningen går inte att avgöra",
    "{fil} har förlorat mallens stämpel och kan vara från {förvaltningar}.",
    "Lägg filen i en mapp med förvaltningens namn i mappen svar, eller be avsändaren fylla i mallen på nytt.",
)
OTHER_SENDER = Kind(
    "F19",
    Level.WARNING,
    "Annan avsändare",
    "{fil} kom från {avsändare}, men kontakten för {förvaltning} är {kontakt}. Svaret används.",
    "Kontrollera att avsändaren får svara för {förvaltning}. Byt annars kontakt på registrets blad Förvaltningar.",
)
LINK_OUT = Kind(
    "F12",
    Level.ERROR,
    "Genväg ut ur mappen",
    "{fil} är en länk till en fil utanför mappen svar och läses inte.",
    "Kopiera själva filen till mappen svar.",
)
