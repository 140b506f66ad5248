"""What is wrong or unusual about a value (V)."""

from indikator_excel.findings.finding import Kind, Level
from indikator_excel.indicators.values import Remark

_ONLY_NUMBER = "Skriv bara talet i cellen och lägg resten i Kommentar."
_CHECK_VALUE = "Kontrollera värdet. Stämmer det behövs ingenting."

NO_VALUE = Kind(
    "V01",
    Level.WARNING,
    "Svar saknas",
    "{indikator} är inte ifylld i svaret från {förvaltning}.",
    "Fyll i värdet, eller välj varför det inte finns i kolumnen Ej mätt.",
)
EXCEL_ERROR = Kind(
    "V02",
    Level.ERROR,
    "Felvärde från Excel",
    "{indikator}: cellen visar felvärdet {värde}.",
    "Skriv talet i stället för formeln.",
)
NOT_OF_TYPE = Kind(
    "V03",
    Level.ERROR,
    "Inte ett tal",
    "{indikator}: {värde} kan inte läsas som ett tal.",
    _ONLY_NUMBER + " Finns inget tal än, välj varför i Ej mätt.",
)
OUTSIDE_SCALE = Kind(
    "V04",
    Level.ERROR,
    "Ordet finns inte i listan",
    "{indikator}: {värde} är inget av orden {ord}.{förslag}",
    "Välj ett av orden i listan och förklara i Kommentar.",
)
DATE = Kind(
    "V05",
    Level.ERROR,
    "Datum i stället för tal",
    "{indikator}: cellen innehåller datumet {värde}. Excel gör om till exempel 3/4 till ett datum.",
    "Skriv talet. Hör datumet till mätningen, skriv det i Mätdatum.",
)
FRACTION = Kind(
    "V06",
    Level.ERROR,
    "Oklar procent",
    "{indikator}: {värde} kan betyda {som_procent} eller {som_det_står}.",
    "Skriv värdet med procenttecken, till exempel {som_procent}.",
)
HUNDREDFOLD = Kind(
    "V07",
    Level.ERROR,
    "Orimlig procent",
    "{indikator}: {värde} är orimligt högt.{menas}",
    "Radera cellen och skriv bara talet, till exempel 81 för 81 %.",
)
SEVERAL_NUMBERS = Kind(
    "V08",
    Level.ERROR,
    "Flera tal i cellen",
    "{indikator}: {värde} innehåller flera tal.",
    "Skriv det tal som gäller och lägg resten i Kommentar.",
)
PLACEHOLDER = Kind(
    "V09",
    Level.ERROR,
    "Platshållare kvar",
    "{indikator}: {värde} är en platshållare, inget värde.",
    "Skriv talet, eller välj varför det saknas i Ej mätt.",
)
OTHER_UNIT = Kind(
    "V10",
    Level.ERROR,
    "Annan enhet",
    "{indikator}: {värde} har en annan enhet än indikatorn, som mäts i {enhet}.",
    "Räkna om värdet till {enhet} och skriv bara talet.",
)
INEQUALITY = Kind(
    "V11",
    Level.ERROR,
    "Gräns i stället för värde",
    "{indikator}: {värde} är en gräns, inte ett utfall.",
    "Skriv det tal som utfallet blev.",
)
UNCALCULATED = Kind(
    "V12",
    Level.ERROR,
    "Formel utan värde",
    "{indikator}: cellen innehåller formeln {värde}, som inte är uträknad.",
    "Skriv talet i stället för formeln.",
)
NUMBER_FOR_WORD = Kind(
    "V13",
    Level.ERROR,
    "Tal i stället för ord",
    "{indikator}: {värde} är ett tal, men svaret ska vara ett av orden {ord}.",
    "Välj ett av orden i listan.",
)
BOTH = Kind(
    "V14",
    Level.ERROR,
    "Både värde och Ej mätt",
    "{indikator}: raden har värdet {värde} ({plats}) och samtidigt {skäl} under Ej mätt ({annan_plats}).",
    "Behåll det ena och töm det andra.",
)
GROUPING = Kind(
    "V15",
    Level.ERROR,
    "Tusental eller decimaler",
    "{indikator}: {värde} kan betyda {utan_tecken} eller {läst}.",
    "Skriv tusental med mellanslag (1 234) och decimaler med komma.",
)
OUTSIDE_BOUNDS = Kind(
    "V16",
    Level.ERROR,
    "Utanför skalan",
    "{indikator}: {värde} ligger utanför skalan, som går {skala}.",
    "Kontrollera talet. Är det mätt på en annan skala, räkna om det.",
)
COLOUR = Kind(
    "V17",
    Level.ERROR,
    "Färg i värdet",
    "{indikator}: {värde} är ett tal med en färg. Menas {läst}?",
    "Skriv bara talet. Färgen räknas ut av målet.",
)
WITHOUT_TOTAL = Kind(
    "V18",
    Level.ERROR,
    "Totalen saknas",
    "{indikator}: {värde} är värden för kvinnor och män var för sig. Vad är värdet för alla?",
    "Skriv totalen först, till exempel 72 (kv 74 / m 69).",
)
APPROXIMATE = Kind(
    "V20",
    Level.WARNING,
    "Ungefärligt värde",
    "{indikator}: {värde} är ungefärligt och läses som {läst}.",
    _CHECK_VALUE,
)
OUT_OF = Kind("V21", Level.WARNING, "Andel skriven som antal", "{indikator}: {värde} läses som {läst}.", _CHECK_VALUE)
OVER_HUNDRED = Kind("V22", Level.WARNING, "Över 100 %", "{indikator}: {värde} är mer än 100 %.", _CHECK_VALUE)
NOT_WHOLE = Kind("V23", Level.WARNING, "Inte ett heltal", "{indikator}: {värde} är inte ett heltal.", _CHECK_VALUE)
NEGATIVE = Kind("V24", Level.WARNING, "Negativt värde", "{indikator}: {värde} är negativt.", _CHECK_VALUE)
UNIT_SPELLING = Kind(
    "V25",
    Level.WARNING,
    "Enhet med annan stavning",
    "{indikator}: {värde} läses som {läst}.",
    _CHECK_VALUE,
)

BELOW_ONE = Kind(
    "V26",
    Level.WARNING,
    "Under 1 %",
    "{indikator}: {värde} är under 1 %, men läget var {läge}. Menas {som_procent}?",
    "Radera cellen och skriv bara talet, till exempel 81 för 81 %. Stämmer värdet behövs ingenting.",
)
SAYS_NONE = Kind(
    "V27",
    Level.NOTICE,
    "Svaret är att värde saknas",
    "{indikator}: svaret är {värde}, alltså att det inte finns något värde.",
    "Ingenting behöver göras, om det inte finns ett värde ändå.",
)
NOT_A_DATE = Kind(
    "V28",
    Level.WARNING,
    "Mätdatum är inget datum",
    "{indikator}: {värde} är inget datum. Texten följer med som den är.",
    "Skriv datumet som 2024-12-31.",
)

FORMAT_PRESUMED = Kind(
    "V29",
    Level.NOTICE,
    "Format antaget",
    "{indikator}: filen säger inte hur talet visas. Det läses som {läst}.",
    _CHECK_VALUE,
)

#: Which finding a remark about a value becomes. Asked remarks are errors, noted ones warnings.
BY_REMARK = {
    Remark.NOT_OF_TYPE: NOT_OF_TYPE,
    Remark.EXCEL_ERROR: EXCEL_ERROR,
    Remark.PLACEHOLDER_LEFT: PLACEHOLDER,
    Remark.OUTSIDE_SCALE: OUTSIDE_SCALE,
    Remark.SEVERAL_NUMBERS: SEVERAL_NUMBERS,
    Remark.DATE: DATE,
    Remark.FRACTION_OR_PERCENT: FRACTION,
    Remark.HUNDREDFOLD: HUNDREDFOLD,
    Remark.INEQUALITY: INEQUALITY,
    Remark.OTHER_UNIT: OTHER_UNIT,
    Remark.NUMBER_FOR_WORD: NUMBER_FOR_WORD,
    Remark.APPROXIMATE: APPROXIMATE,
    Remark.OUT_OF: OUT_OF,
    Remark.OVER_HUNDRED: OVER_HUNDRED,
    Remark.NOT_WHOLE: NOT_WHOLE,
    Remark.NEGATIVE: NEGATIVE,
    Remark.UNIT_SPELLING: UNIT_SPELLING,
    Remark.GROUPING: GROUPING,
    Remark.OUTSIDE_BOUNDS: OUTSIDE_BOUNDS,
    Remark.COLOUR: COLOUR,
    Remark.WITHOUT_TOTAL: WITHOUT_TOTAL,
    Remark.BELOW_ONE: BELOW_ONE,
    Remark.FORMAT_PRESUMED: FORMAT_PRESUMED,
}
