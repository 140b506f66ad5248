"""Every finding: code, level, what is wrong and what to do, in Swedish for the people who fill in the rows.

Families: F the file, S its structure, V a value, R what a value gives reason to ask, H the whole.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from indikator_excel.indicators.text import quote
from indikator_excel.indicators.values import Remark

#: So much of a text is shown where it stands nowhere else.
WHOLE_TEXT = 1_000


class Level(StrEnum):
    """How much a finding matters."""

    ERROR = "fel"
    WARNING = "varning"
    NOTICE = "upplysning"

    @property
    def order(self) -> int:
        """Errors first."""
        return list(Level).index(self)


@dataclass(frozen=True, slots=True)
class Kind:
    """One entry of the catalogue. ``message`` and ``remedy`` may use the fields that a finding is given.

    Always there: ``fil``, ``plats`` (``Indikatorer!I12``), ``indikator``, ``värde`` (quoted), ``förvaltning``.
    """

    code: str
    level: Level
    title: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding at one place. Empty strings where a thing does not apply."""

    kind: Kind
    file: str = ""
    sheet: str = ""
    cell: str = ""
    indicator_id: str = ""
    indicator: str = ""
    department: str = ""
    value: str = ""
    details: dict[str, str] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The stable code, such as ``V03``."""
        return self.kind.code

    @property
    def level(self) -> Level:
        """How much it matters."""
        return self.kind.level

    @property
    def place(self) -> str:
        """Where, as Excel shows it: ``Indikatorer!I12``."""
        return f"{self.sheet}!{self.cell}" if self.sheet and self.cell else self.sheet or self.cell

    def _fields(self) -> dict[str, str]:
        return {
            "fil": self.file,
            "plats": self.place,
            "indikator": self.indicator or self.indicator_id,
            "värde": quote(self.value),
            "förvaltning": self.department,
        } | self.details

    @property
    def message(self) -> str:
        """What is wrong."""
        return self.kind.message.format_map(self._fields())

    @property
    def question(self) -> str:
        """What is wrong, without the indicator's name: the reason of a verdict in the indicator's own row."""
        return self.message.removeprefix(f"{self._fields()['indikator']}: ")

    @property
    def remedy(self) -> str:
        """What to do."""
        return self.kind.remedy.format_map(self._fields())

    def as_json(self) -> dict[str, str | None]:
        """Return the finding with the contract's keys; what does not apply is None."""
        return {
            "kod": self.code,
            "nivå": str(self.level),
            "fil": self.file or None,
            "blad": self.sheet or None,
            "cell": self.cell or None,
            "indikator_id": self.indicator_id or None,
            "förvaltning": self.department or None,
            "värde": self.value or None,
            "meddelande": self.message,
            "gör_så_här": self.remedy,
        }


CATALOGUE: dict[str, Kind] = {}


def _kind(code: str, level: Level, title: str, message: str, remedy: str) -> Kind:
    kind = Kind(code, level, title, message, remedy)
    CATALOGUE[code] = kind
    return kind


_SEND_AGAIN = "Be avsändaren öppna filen i Excel, spara den på nytt som .xlsx och skicka den igen."
_ONLY_NUMBER = "Skriv bara talet i cellen och lägg resten i Kommentar."
_CHECK_VALUE = "Kontrollera värdet. Stämmer det behövs ingenting."

# F, the file

UNREADABLE = _kind("F01", Level.ERROR, "Filen kan inte läsas", "{fil} går inte att läsa: {skäl}.", _SEND_AGAIN)
PASSWORD = _kind(
    "F02",
    Level.ERROR,
    "Lösenordsskyddad fil",
    "{fil} är skyddad med lösenord.",
    "Be avsändaren ta bort lösenordet (Arkiv, Info, Skydda arbetsbok) och skicka filen igen.",
)
NOT_OURS = _kind(
    "F03",
    Level.ERROR,
    "Inte en av omgångens mallar",
    "{fil} är inte en ifylld mall från det här registret.",
    "Be avsändaren fylla i mallen som skickades ut. Hör filen inte hit, flytta den ur mappen svar.",
)
OTHER_ROUND = _kind(
    "F04",
    Level.ERROR,
    "Annan omgång",
    "{fil} är gjord för {filens_omgång}, men registret gäller {registrets_omgång}.",
    "Be om den mall som hör till omgången. Har du bytt namn på omgången i registret, byt tillbaka.",
)
OVER_LIMIT = _kind(
    "F05",
    Level.ERROR,
    "Filen är orimligt stor",
    "{fil} läses inte: {skäl}.",
    "Be avsändaren fylla i mallen på nytt. En ifylld mall är sällan större än 1 MB.",
)
OTHER_FORMAT = _kind(
    "F06",
    Level.ERROR,
    "Fel filformat",
    "{fil} är {format}, inte en Excelfil (.xlsx).",
    "{åtgärd}",
)
TEMPLATE_OLDER = _kind(
    "F07",
    Level.WARNING,
    "Mallen är äldre än registret",
    "{fil} gjordes innan registret ändrades för: {rader}. Svaren bedöms mot registret.",
    "Kontrollera att förvaltningen har svarat på rätt fråga. Annars, skicka en ny mall.",
)
UNKNOWN_DEPARTMENT = _kind(
    "F08",
    Level.ERROR,
    "Okänd förvaltning",
    "{fil} är gjord för förvaltningen med koden {värde}, som inte finns i registret.",
    "Lägg tillbaka förvaltningen på bladet Förvaltningar, eller flytta filen ur mappen svar.",
)
COPY = _kind(
    "F09",
    Level.NOTICE,
    "Kopia",
    "{fil} har samma innehåll som {annan_fil} och räknas inte en gång till.",
    "Ingenting behöver göras.",
)
SUPERSEDED = _kind(
    "F10",
    Level.NOTICE,
    "Ersatt av en senare fil",
    "{fil} (sparad {tid}) är ersatt av {annan_fil} (sparad {annan_tid}), som är komplett.",
    "Ingenting behöver göras. Är det den äldre som gäller, flytta den nyare ur mappen svar.",
)
STAMP_LOST = _kind(
    "F11",
    Level.WARNING,
    "Mallens dolda blad saknas",
    "{fil} saknar mallens dolda blad. Förvaltning och omgång är lästa ur filens egenskaper: {förvaltning}.",
    "Kontrollera att det är rätt förvaltning.",
)

LINK_OUT = _kind(
    "F12",
    Level.ERROR,
    "Genväg ut ur mappen",
    "{fil} är en länk till en fil utanför mappen svar och läses inte.",
    "Kopiera själva filen till mappen svar.",
)

# S, the structure

UNKNOWN_ID = _kind(
    "S01",
    Level.ERROR,
    "Okänt ID",
    "Raden med ID {id} hör inte till {förvaltning} i registret. Svaret {värde} används inte.",
    "Rätta ID enligt mallen. Har indikatorn tagits bort ur registret behövs ingenting.",
)
OUTSIDE_ROWS = _kind(
    "S02",
    Level.ERROR,
    "Värde utan rad",
    "{plats}: {värde} står på en rad utan ID och hör därför inte till någon indikator.",
    "Flytta värdet till indikatorns rad, eller skriv tillbaka radens ID.",
)
TWO_ROWS = _kind(
    "S03",
    Level.ERROR,
    "Två rader med olika svar",
    "{indikator} finns på två rader med olika svar: {plats} är {värde} och {annan_plats} är {annat_värde}.",
    "Behåll den rad som gäller och ta bort den andra.",
)
ROW_MISSING = _kind(
    "S04",
    Level.WARNING,
    "Rad saknas",
    "Raden för ”{indikator}” saknas i {fil}.",
    "Be {förvaltning} svara på raden. Den kan ha tagits bort, eller kommit till efter att mallen gjordes.",
)
TEXT_CHANGED = _kind(
    "S05",
    Level.WARNING,
    "Läget eller målet är ändrat i svaret",
    "{indikator}: {kolumn} är {värde} i svaret och {registrets_värde} i registret. Registrets gäller.",
    "Har förvaltningen rätt, ändra i registret och kör om. Annars behövs ingenting.",
)
ROW_TWICE = _kind(
    "S06",
    Level.NOTICE,
    "Rad två gånger",
    "{indikator} finns två gånger i {fil} med samma svar. Det räknas en gång.",
    "Ingenting behöver göras.",
)
BESIDE_TABLE = _kind(
    "S07",
    Level.WARNING,
    "Text bredvid tabellen",
    "{plats}: {värde} står utanför tabellens kolumner och används inte.",
    "Läs texten. Hör den till en indikator, be förvaltningen skriva den i Kommentar.",
)
OTHER_SHEET = _kind(
    "S08",
    Level.WARNING,
    "Svar på ett extra blad",
    "{plats}: {värde} står på en kopia av bladet {blad} och skiljer sig från det. Bara {blad} används.",
    "Fråga {förvaltning} vilket som gäller. Hör värdet hit, skriv in det på bladet {blad}.",
)
COLUMN_LOST = _kind(
    "S09",
    Level.ERROR,
    "Kolumner saknas",
    "{fil} har inget blad med kolumnerna ID, Indikator och {värdekolumn}.",
    "Be avsändaren ångra ändringen av rubrikerna, eller fylla i mallen på nytt.",
)

OTHER_TEXT = _kind(
    "S10",
    Level.WARNING,
    "Text på ett annat blad",
    "Bladet {blad} i {fil} har text som inte läses: {värde}.",
    "Läs bladet. Hör texten till en indikator, be {förvaltning} skriva den i Kommentar.",
)
LOCKED_CHANGED = _kind(
    "S11",
    Level.WARNING,
    "Mallens text skiljer sig från registrets",
    "{plats}: {kolumn} är {värde} i svaret och {registrets_värde} i registret. Registrets gäller.",
    "Läs texten. Hör den till svaret, be {förvaltning} skriva den i Kommentar.",
)

SHEET_COPIED = _kind(
    "S12",
    Level.NOTICE,
    "Bladet är kopierat",
    "{fil} har en kopia av bladet {blad}, {kopia}, med samma svar. Den räknas inte.",
    "Ingenting behöver göras.",
)
NOTE = _kind(
    "S13",
    Level.NOTICE,
    "Anteckning på en cell",
    "{plats} har en anteckning: {värde}.",
    "Läs anteckningen. Den följer inte med till sammanställningen.",
)

UNUSED_COLUMN = _kind(
    "S14",
    Level.WARNING,
    "Värde i en kolumn som raden inte har",
    "{plats}: {värde} står i kolumnen {kolumn}, som inte används för {indikator}.",
    "Läs värdet. Hör det till en annan rad, be {förvaltning} flytta det.",
)

# V, a value

NO_VALUE = _kind(
    "V01",
    Level.WARNING,
    "Svar saknas",
    "{indikator} är inte ifylld i svaret från {förvaltning}.",
    "Fyll i värdet, eller välj varför det inte finns i kolumnen Ej mätt.",
)
EXCEL_ERROR = _kind(
    "V02",
    Level.ERROR,
    "Felvärde från Excel",
    "{indikator}: cellen visar felvärdet {värde}.",
    "Skriv talet i stället för formeln.",
)
NOT_OF_TYPE = _kind(
    "V03",
    Level.ERROR,
    "Inte ett tal",
    "{indikator}: {värde} kan inte läsas som ett tal.",
    _ONLY_NUMBER + " Finns inget tal än, välj varför i Ej mätt.",
)
OUTSIDE_SCALE = _kind(
    "V04",
    Level.ERROR,
    "Ordet finns inte i listan",
    "{indikator}: {värde} är inget av orden {ord}.{förslag}",
    "Välj ett av orden i listan och förklara i Kommentar.",
)
DATE = _kind(
    "V05",
    Level.ERROR,
    "Datum i stället för tal",
    "{indikator}: cellen innehåller datumet {värde}. Excel gör om till exempel 3/4 till ett datum.",
    "Skriv talet. Hör datumet till mätningen, skriv det i Mätdatum.",
)
FRACTION = _kind(
    "V06",
    Level.ERROR,
    "Oklar procent",
    "{indikator}: {värde} kan betyda {som_procent} eller {som_det_står}.",
    "Skriv värdet med procenttecken, till exempel {som_procent}.",
)
HUNDREDFOLD = _kind(
    "V07",
    Level.ERROR,
    "Orimlig procent",
    "{indikator}: {värde} är orimligt högt.{menas}",
    "Radera cellen och skriv bara talet, till exempel 81 för 81 %.",
)
SEVERAL_NUMBERS = _kind(
    "V08",
    Level.ERROR,
    "Flera tal i cellen",
    "{indikator}: {värde} innehåller flera tal.",
    "Skriv det tal som gäller och lägg resten i Kommentar.",
)
PLACEHOLDER = _kind(
    "V09",
    Level.ERROR,
    "Platshållare kvar",
    "{indikator}: {värde} är en platshållare, inget värde.",
    "Skriv talet, eller välj varför det saknas i Ej mätt.",
)
OTHER_UNIT = _kind(
    "V10",
    Level.ERROR,
    "Annan enhet",
    "{indikator}: {värde} har en annan enhet än indikatorn, som mäts i {enhet}.",
    "Räkna om värdet till {enhet} och skriv bara talet.",
)
INEQUALITY = _kind(
    "V11",
    Level.ERROR,
    "Gräns i stället för värde",
    "{indikator}: {värde} är en gräns, inte ett utfall.",
    "Skriv det tal som utfallet blev.",
)
UNCALCULATED = _kind(
    "V12",
    Level.ERROR,
    "Formel utan värde",
    "{indikator}: cellen innehåller formeln {värde}, som inte är uträknad.",
    "Skriv talet i stället för formeln.",
)
NUMBER_FOR_WORD = _kind(
    "V13",
    Level.ERROR,
    "Tal i stället för ord",
    "{indikator}: {värde} är ett tal, men svaret ska vara ett av orden {ord}.",
    "Välj ett av orden i listan.",
)
BOTH = _kind(
    "V14",
    Level.ERROR,
    "Både värde och Ej mätt",
    "{indikator}: raden har värdet {värde} ({plats}) och samtidigt {skäl} under Ej mätt ({annan_plats}).",
    "Behåll det ena och töm det andra.",
)
GROUPING = _kind(
    "V15",
    Level.ERROR,
    "Tusental eller decimaler",
    "{indikator}: {värde} kan betyda {utan_tecken} eller {läst}.",
    "Skriv tusental med mellanslag (1 234) och decimaler med komma.",
)
OUTSIDE_BOUNDS = _kind(
    "V16",
    Level.ERROR,
    "Utanför skalan",
    "{indikator}: {värde} ligger utanför skalan, som går {skala}.",
    "Kontrollera talet. Är det mätt på en annan skala, räkna om det.",
)
COLOUR = _kind(
    "V17",
    Level.ERROR,
    "Färg i värdet",
    "{indikator}: {värde} är ett tal med en färg. Menas {läst}?",
    "Skriv bara talet. Färgen räknas ut av målet.",
)
WITHOUT_TOTAL = _kind(
    "V18",
    Level.ERROR,
    "Totalen saknas",
    "{indikator}: {värde} är värden för kvinnor och män var för sig. Vad är värdet för alla?",
    "Skriv totalen först, till exempel 72 (kv 74 / m 69).",
)
APPROXIMATE = _kind(
    "V20",
    Level.WARNING,
    "Ungefärligt värde",
    "{indikator}: {värde} är ungefärligt och läses som {läst}.",
    _CHECK_VALUE,
)
OUT_OF = _kind(
    "V21", Level.WARNING, "Andel skriven som antal", "{indikator}: {värde} läses som {läst}.", _CHECK_VALUE
)
OVER_HUNDRED = _kind("V22", Level.WARNING, "Över 100 %", "{indikator}: {värde} är mer än 100 %.", _CHECK_VALUE)
NOT_WHOLE = _kind("V23", Level.WARNING, "Inte ett heltal", "{indikator}: {värde} är inte ett heltal.", _CHECK_VALUE)
NEGATIVE = _kind("V24", Level.WARNING, "Negativt värde", "{indikator}: {värde} är negativt.", _CHECK_VALUE)
UNIT_SPELLING = _kind(
    "V25",
    Level.WARNING,
    "Enhet med annan stavning",
    "{indikator}: {värde} läses som {läst}.",
    _CHECK_VALUE,
)

BELOW_ONE = _kind(
    "V26",
    Level.WARNING,
    "Under 1 %",
    "{indikator}: {värde} är under 1 %, men läget var {läge}. Menas {som_procent}?",
    "Radera cellen och skriv bara talet, till exempel 81 för 81 %. Stämmer värdet behövs ingenting.",
)
SAYS_NONE = _kind(
    "V27",
    Level.NOTICE,
    "Svaret är att värde saknas",
    "{indikator}: svaret är {värde}, alltså att det inte finns något värde.",
    "Ingenting behöver göras, om det inte finns ett värde ändå.",
)
NOT_A_DATE = _kind(
    "V28",
    Level.WARNING,
    "Mätdatum är inget datum",
    "{indikator}: {värde} är inget datum. Texten följer med som den är.",
    "Skriv datumet som 2024-12-31.",
)

# R, what a value gives reason to ask

COMMENT_MISSING = _kind(
    "R01",
    Level.WARNING,
    "Kommentar saknas",
    "{indikator} är {bedömning} men har ingen kommentar.",
    "Förklara varför i Kommentar och skriv i Åtgärd vad ni gör åt det.",
)

BASELINE_GIVEN = _kind(
    "R02",
    Level.WARNING,
    "Läget är kompletterat i svaret",
    "{indikator}: läget är {värde} enligt {förvaltning}. Registret säger {registrets_värde}.",
    "Stämmer värdet, svara ja på frågan på registrets blad Frågor, eller skriv det i kolumnen Läget.",
)
BASELINE_NOT_USED = _kind(
    "R03",
    Level.NOTICE,
    "Läget i svaret används inte",
    "{indikator}: läget är {värde} enligt {förvaltning}, men registret har {registrets_värde}, som gäller.",
    "Ingenting behöver göras om registrets läge stämmer.",
)

# H, the whole

CONTRADICTION = _kind(
    "H01",
    Level.ERROR,
    "Två svar säger emot varandra",
    "{indikator}: {fil} har {värde} i {plats}, och {annan_fil} har {annat_värde} i {annan_plats}.",
    "Fråga {förvaltning} vilket som gäller och flytta den andra filen ur mappen svar.",
)
NO_REPLY = _kind(
    "H02",
    Level.WARNING,
    "Förvaltningen har inte svarat",
    "{förvaltning} har inte svarat. {antal} väntar.",
    "Påminn {förvaltning}.",
)
UNASSIGNED = _kind(
    "H03",
    Level.ERROR,
    "Indikator utan förvaltning",
    "Ingen förvaltning svarar för {indikator}.",
    "Skriv vem som svarar i kolumnen Förvaltning på registrets blad Indikatorer.",
)
UNBALANCED = _kind(
    "H04",
    Level.ERROR,
    "Avstämningen går inte ihop",
    "{lästa} ifyllda celler är lästa, men {redovisade} är redovisade.",
    "Lita inte på sammanställningen. Anmäl felet till den som sköter verktyget.",
)
REGISTER_PROBLEM = _kind(
    "H05",
    Level.ERROR,
    "Registret kan inte läsas helt",
    "register.xlsx, {skäl}",
    "Rätta registret och kör om.",
)

# G, the register itself, before the round starts

NOBODY = _kind(
    "G01",
    Level.ERROR,
    "Indikatorer utan förvaltning",
    "{antal} saknar förvaltning: {rader}. Vem svarar?",
    "Skriv vem som svarar i kolumnen Förvaltning. Kod eller namn från bladet Förvaltningar; flera med semikolon.",
)
TARGET_PLACEHOLDER = _kind(
    "G02",
    Level.ERROR,
    "Målvärdet är inte ifyllt",
    "{indikator}: vilket målvärde gäller? I registret står {mål}.",
    "Skriv målet i kolumnen Målvärde, till exempel {exempel}.",
)
BASELINE_PLACEHOLDER = _kind(
    "G03",
    Level.ERROR,
    "Läget är inte ifyllt",
    "{indikator}: vad var läget {lägesår}? I registret är det {läge}{därför}.",
    "Skriv värdet i kolumnen Läget. Utan det kan målet inte bedömas.",
)
MANUAL_TARGET = _kind(
    "G04",
    Level.ERROR,
    "Målet kan inte läsas",
    "{indikator}: hur ska målet {värde} bedömas? {skäl}.",
    "Skriv om målet (till exempel minst 18), eller fyll i Jämförelse, Tolkat målvärde eller Riktning.",
)
UNITS_DIFFER = _kind(
    "G05",
    Level.ERROR,
    "Läge och mål har olika enhet",
    "{indikator}: vilken enhet gäller? Läget är {läge} och målet {värde}.",
    "Skriv samma enhet i båda, eller fyll i Måttenhet.",
)
BASELINE_MISSING = _kind(
    "G06",
    Level.NOTICE,
    "Läget är inte ifyllt, men behövs inte",
    "{indikator}: läget {lägesår} är {läge}. Målet kan bedömas ändå, men utvecklingen kan inte visas. "
    "Finns det ett värde?",
    "Skriv värdet i kolumnen Läget om det finns.",
)
BASELINE_BOUND = _kind(
    "G07",
    Level.WARNING,
    "Läget är en gräns",
    "{indikator}: läget {lägesår} är skrivet som {läge}. Vad var det faktiska värdet?",
    "Skriv talet i kolumnen Läget. Till dess räknas gränsen som läget.",
)
STANDING_STILL = _kind(
    "G08",
    Level.WARNING,
    "Texten och tecknet säger olika saker",
    "{indikator}: texten säger {ordval}, men målet {värde} är uppfyllt redan vid oförändrat läge ({läge}).{noll} "
    "{ska}",
    "Ska värdet ändras, skriv > i stället för ≥ (eller < i stället för ≤) i kolumnen Målvärde.",
)
WRONG_WAY = _kind(
    "G09",
    Level.ERROR,
    "Tecknet pekar åt fel håll",
    "{indikator}: texten säger {ordval}, men målet {värde} betyder {läst_som}. {ska}",
    "Vänd tecknet i kolumnen Målvärde.",
)
GOALS_WITHOUT = _kind(
    "G10",
    Level.NOTICE,
    "Mål utan indikator",
    "{antal} har ingen indikator kopplad till sig. Bilagan säger inte vilken indikator som hör till vilket mål. "
    "Vill du koppla dem?",
    "Vill du visa det i sammanställningen, fyll i kolumnen Mål på bladet Indikatorer.",
)
AMBER_BEYOND = _kind(
    "G12",
    Level.WARNING,
    "Gult från ligger inte före målet",
    "{indikator}: Gult från är {värde}, men målet är {läst_som}. Värdet används inte.",
    "Skriv ett värde som nås innan målet nås, i målets enhet (80 för 80 %), eller töm cellen.",
)
OUTSIDE_MISSING = _kind(
    "G13",
    Level.ERROR,
    "Jämförelsevärdet saknas",
    "{indikator}: målet {värde} jämförs med {vem}. Vad är det värdet?",
    "Skriv värdet i kolumnen Jämförelsevärde.",
)
TARGET_WITHOUT_UNIT = _kind(
    "G14",
    Level.NOTICE,
    "Målet saknar enhet",
    "{indikator}: målet {värde} saknar enhet, men läget är {läge}.{menas}",
    "Skriv enheten i kolumnen Målvärde. Till dess läses målet i lägets enhet.",
)
TEXT_AND_FIGURE = _kind(
    "G15",
    Level.WARNING,
    "Texten och talet säger olika saker",
    "{indikator}: texten säger {ordval}, men målet är {mål}{räkning}. {menas}",
    "Skriv det mål som gäller i kolumnen Målvärde, eller rätta texten.",
)
HALF_OF_TEXT = _kind(
    "G16",
    Level.WARNING,
    "Målet gäller halva texten",
    "{indikator}: texten säger {ordval}, men målet {värde} gäller bara det ena. Ska båda vara gjorda?",
    "Ska båda vara gjorda, skriv {förslag} i kolumnen Målvärde och förklara i Beskrivning vad det betyder.",
)
SCALE_PRESUMED = _kind(
    "G17",
    Level.WARNING,
    "Skalan är antagen",
    "{antal} mäts i ord, men bilagan säger inte på vilken skala: {rader}. Gäller standardskalan, {ord}?",
    "Orden och deras synonymer står på bladet Skalor. Stämmer de, skriv {förslag} i kolumnen Skala. Annars, gör en "
    "egen skala där.",
)
HEADER_DIFFERS = _kind(
    "G18",
    Level.NOTICE,
    "Rubriker som skiljer sig",
    "Tabellen {grupp} har {värde} som rubriker. Kolumnerna läses som {väntat}. Ska de läsas på ett annat sätt?",
    "Ingenting behöver göras om det stämmer.",
)
GOAL_REPEATS = _kind(
    "G19",
    Level.NOTICE,
    "Mål som upprepar beskrivningen",
    "Målet {värde} står redan i beskrivningen av området {område}. Ska det tas bort?",
    "Är det inget eget mål, ta bort raden på bladet Mål.",
)
FOOTNOTE_CUT = _kind(
    "G20",
    Level.NOTICE,
    "Fotnot som verkar avklippt",
    "{indikator}: fotnoten slutar mitt i, {värde}. Saknas det något?",
    "Skriv ut hela fotnoten på bladet Indikatorer.",
)
TWO_PERIODS = _kind(
    "G21",
    Level.WARNING,
    "Raden gäller två perioder",
    "{indikator}: texten säger {ordval}. Ska två värden lämnas?",
    "Skriv 2 i kolumnen Antal värden om varje period ska ha sitt eget värde, annars 1.",
)
YEAR_PRESUMED = _kind(
    "G22",
    Level.WARNING,
    "Flera målvärden utan årtal",
    "{indikator}: målet {värde} har flera värden. Det första läses som målet för {målår}: {läst_som}. Stämmer det?",
    "Skriv bara årets mål i kolumnen Målvärde; senare års mål kan stå i egna kolumner (Målvärde {nästa_år}).",
)
HEADER_YEAR = _kind(
    "G23",
    Level.ERROR,
    "Rubriken gäller ett annat år",
    "Tabellen {grupp} har rubriken {värde}, men registret läser den som {väntat}. Vilket år gäller?",
    "Rätta värdena i tabellens rader, eller året på bladet Inställningar.",
)
BASELINE_OFFERED = _kind(
    "G25",
    Level.WARNING,
    "Läget enligt en förvaltning",
    "{indikator}: läget {lägesår} är {värde} enligt {förvaltning}. Ska det stå i registret?",
    "Skriv värdet i kolumnen Läget om det stämmer.",
)
ANSWER_REFUSED = _kind(
    "G24",
    Level.ERROR,
    "Svaret i Frågor kan inte användas",
    "{plats}: svaret {värde} kan inte föras in: {skäl}.",
    "Ändra svaret, eller skriv direkt på bladet Indikatorer.",
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
}
