"""What is wrong or unusual about a value (V)."""

from indikator_excel.findings.finding import Kind, Level
from indikator_excel.indicators.values import Remark

_NO_NUMBER = " Om det inte finns något tal, välj orsaken i kolumnen Ej mätt."
_CHECK_VALUE = "Kontrollera värdet. Skriv rätt värde om det är fel; annars behöver ni inte göra något."

NO_VALUE = Kind(
    "V01",
    Level.WARNING,
    "Svar saknas",
    "{indikator}: det finns inget svar från {förvaltning}.",
    "Fyll i svaret. Om det inte finns något, välj orsaken i kolumnen Ej mätt.",
)
EXCEL_ERROR = Kind(
    "V02",
    Level.ERROR,
    "Excel visar ett fel",
    "{indikator}: cellen visar {värde} i stället för ett tal.",
    "Skriv talet i stället för det som står i cellen." + _NO_NUMBER,
)
NOT_OF_TYPE = Kind(
    "V03",
    Level.ERROR,
    "Inte ett tal",
    "{indikator}: {värde} kan inte läsas som ett tal.",
    "Skriv bara talet i cellen, och resten i kolumnen Kommentar." + _NO_NUMBER,
)
OUTSIDE_SCALE = Kind(
    "V04",
    Level.ERROR,
    "Ordet finns inte i listan",
    "{indikator}: {värde} är inget av orden {ord}.{förslag}",
    "Klicka i cellen, sedan på pilen bredvid, och välj ett av orden. Förklara gärna i kolumnen Kommentar.",
)
DATE = Kind(
    "V05",
    Level.ERROR,
    "Datum i stället för tal",
    "{indikator}: i cellen står datumet {värde}. Excel gör ibland om det man skriver, som 3/4, till ett datum.",
    "Skriv talet. Visar Excel ett datum igen, välj Allmänt i rutan för talformat på fliken Start och skriv talet en "
    "gång till. Är datumet dagen ni mätte, skriv det under Mätdatum.",
)
FRACTION = Kind(
    "V06",
    Level.ERROR,
    "Oklar procent",
    "{indikator}: {värde} kan betyda {som_procent} eller {som_det_står}.",
    "Skriv {som_procent} eller {som_det_står}, det som stämmer, med procenttecken.",
)
HUNDREDFOLD = Kind(
    "V07",
    Level.ERROR,
    "Orimlig procent",
    "{indikator}: {värde} är orimligt högt.{menas}",
    "Klicka i cellen och skriv rätt värde med procenttecken, som 81 %.",
)
SEVERAL_NUMBERS = Kind(
    "V08",
    Level.ERROR,
    "Flera tal i cellen",
    "{indikator}: {värde} innehåller flera tal.",
    "Skriv bara det tal som gäller, och resten i kolumnen Kommentar.",
)
PLACEHOLDER = Kind(
    "V09",
    Level.ERROR,
    "Inget svar än",
    "{indikator}: {värde} är inget svar.",
    "Skriv svaret i stället. Om det inte finns något, välj orsaken i kolumnen Ej mätt.",
)
OTHER_UNIT = Kind(
    "V10",
    Level.ERROR,
    "Annan enhet",
    "{indikator}: {värde} har en annan enhet än indikatorn, som mäts i {enhet}.",
    "Skriv talet i {enhet}. Lägger Excel till tecknet igen, välj Allmänt i rutan för talformat på fliken Start och "
    "skriv talet en gång till.",
)
INEQUALITY = Kind(
    "V11",
    Level.ERROR,
    "Gräns i stället för tal",
    "{indikator}: {värde} säger inte exakt hur det blev.",
    "Skriv det tal som det blev." + _NO_NUMBER,
)
UNCALCULATED = Kind(
    "V12",
    Level.ERROR,
    "Formel utan värde",
    "{indikator}: i cellen står formeln {värde}, men resultatet är inte sparat i filen.",
    "Skriv talet som formeln ger, i stället för formeln.",
)
NUMBER_FOR_WORD = Kind(
    "V13",
    Level.ERROR,
    "Tal i stället för ord",
    "{indikator}: {värde} är ett tal, men svaret ska vara ett av orden {ord}.",
    "Klicka i cellen, sedan på pilen bredvid, och välj ett av orden.",
)
BOTH = Kind(
    "V14",
    Level.ERROR,
    "Både värde och Ej mätt",
    "{indikator}: det finns både värdet {värde} och {skäl} under Ej mätt{annanstans}.",
    "Om värdet gäller, töm cellen under Ej mätt. Om ni inte har mätt, töm cellen med värdet. Töm genom att klicka i "
    "cellen och trycka på Delete.",
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
    "Skriv värdet för alla i värdekolumnen. Finns inga egna kolumner för kvinnor och män, skriv det först: "
    "72 (kv 74 / m 69).",
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
    "Kontrollera värdet. Skriv det med procenttecken, som {som_procent}, om det är fel; annars behöver ni inte göra "
    "något.",
)
SAYS_NONE = Kind(
    "V27",
    Level.NOTICE,
    "Svaret är att värde saknas",
    "{indikator}: {värde} läses som att det inte finns något värde.",
    "Skriv värdet, om det finns ett. Annars behöver ni inte göra något.",
)
NOT_A_DATE = Kind(
    "V28",
    Level.WARNING,
    "Mätdatum är inget datum",
    "{indikator}: {värde} under Mätdatum är inget datum. Texten behålls som den är.",
    "Skriv den dag ni mätte, med år-månad-dag. Den 17 maj 2024 skrivs 2024-05-17.",
)

FORMAT_PRESUMED = Kind(
    "V29",
    Level.NOTICE,
    "Format antaget",
    "{indikator}: det framgår inte av filen om {värde} är procent. Det läses som {läst}.",
    _CHECK_VALUE,
)

BASELINE_INPUT_UNREAD = Kind(
    "V31",
    Level.ERROR,
    "Läget kan inte läsas",
    "{indikator}: {värde} under Komplettera läget kan inte läsas som läget.",
    "Skriv läget på samma sätt som utfallet, eller töm cellen om ni inte vet.",
)
NO_REASON = Kind(
    "V30",
    Level.ERROR,
    "Ej mätt är ingen orsak",
    "{indikator}: {värde} under Ej mätt säger inte varför det inte finns något värde.",
    "Är det svaret, flytta det till kolumnen {värdekolumn} och töm cellen under Ej mätt. Välj annars orsaken i "
    "listan.",
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
