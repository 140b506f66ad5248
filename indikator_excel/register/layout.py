"""The register's sheets and columns, defined once for the writer and the reader."""

from enum import Enum, auto

from msgspec import Struct

from indikator_excel.indicators.mail_server import Security
from indikator_excel.indicators.vocabulary import (
    Against,
    Aggregation,
    Comparison,
    Direction,
    Kind,
    PartlyRule,
    ValueType,
    Verdict,
)


class Owner(Enum):
    """Who writes a column: the annex, the tool's reading of the annex, or the controller."""

    ANNEX = auto()
    READING = auto()
    CONTROLLER = auto()


class Column(Struct, frozen=True):
    """One column. ``choices`` make a drop-down; ``strict`` refuses anything else; ``help`` is shown at the cell."""

    header: str
    width: float
    owner: Owner = Owner.CONTROLLER
    help: str = ""
    choices: tuple[str, ...] = ()
    choices_name: str = ""  # a defined name that holds the choices
    strict: bool = True


class Sheet(Struct, frozen=True):
    """One sheet: its title, its Excel table's name, its columns, and the column without which a row is nothing."""

    title: str
    table: str
    key: str
    columns: tuple[Column, ...]

    @property
    def headers(self) -> tuple[str, ...]:
        """All headers in order."""
        return tuple(c.header for c in self.columns)


def _values(enum: type[Enum]) -> tuple[str, ...]:
    return tuple(str(member.value) for member in enum)


DEPARTMENT_CODES = "Förvaltningskoder"
SCALE_NAMES = "Skalnamn"

SETTINGS = Sheet(
    "Inställningar",
    "Inställningar",
    "Inställning",
    (
        Column("Inställning", 24),
        Column("Värde", 34),
        Column("Förklaring", 78),
    ),
)
DEPARTMENTS = Sheet(
    "Förvaltningar",
    "Förvaltningar",
    "Förvaltning",
    (
        Column(
            "Kod",
            10,
            help="Kort och unik, till exempel BIL. Används i kolumnen Förvaltning på bladet Indikatorer.",
        ),
        Column("Förvaltning", 30, help="Namnet som det ska stå i mallen och i sammanställningen."),
        Column("Kontaktperson", 26),
        Column("E-post", 34, help="Dit breven skickas. Fler adresser skiljs åt med semikolon."),
        Column("Kopia till", 34, help="Fler adresser skiljs åt med semikolon."),
        Column("Vikt", 9, help="Används bara när ett medel vägs samman, till exempel antal elever."),
    ),
)
AREAS = Sheet(
    "Områden",
    "Områden",
    "Område",
    (Column("Område", 30, Owner.ANNEX), Column("Beskrivning", 110, Owner.ANNEX)),
)
GOALS = Sheet(
    "Mål",
    "MålPerOmråde",
    "Mål",
    (Column("Område", 30, Owner.ANNEX), Column("Mål", 110, Owner.ANNEX)),
)
#: The tool's reading in words; the only column of readings that is never the controller's.
READ_AS = "Läst som"
INDICATORS = Sheet(
    "Indikatorer",
    "Indikatorer",
    "Indikator",
    (
        Column("ID", 8, help="Indikatorns fasta beteckning. Ändra den inte; lämna tom på en ny rad."),
        Column("Område", 16, Owner.ANNEX),
        Column(
            "Mål",
            16,
            Owner.ANNEX,
            "Vilket av områdets mål indikatorn hör till. Välj själv där bilagan inte säger det.",
        ),
        Column("Indikatorgrupp", 30, Owner.ANNEX),
        Column("Underrubrik", 20, Owner.ANNEX),
        Column("Indikator", 34, Owner.ANNEX),
        Column("Läget", 11, Owner.ANNEX, "Utgångsläget så som det står i bilagan."),
        Column("Målvärde", 13, Owner.ANNEX, "Målet så som det står i bilagan, till exempel ≥18 eller ≥ 2023."),
        Column(
            READ_AS,
            26,
            Owner.READING,
            "Så läser verktyget målet. Ändra i Målvärde eller i kolumnerna till höger.",
        ),
        Column(
            "Förvaltning",
            18,
            help="Kod eller namn på den som svarar. Flera skiljs åt med semikolon: BIL; VUX.",
            choices_name=DEPARTMENT_CODES,
            strict=False,
        ),
        Column("Värdetyp", 11, Owner.READING, "Vad indikatorn mäts i.", _values(ValueType)),
        Column("Måttenhet", 11, Owner.READING, "Till exempel %, st, kWh. Tomt för ett rent antal."),
        Column("Decimaler", 10, Owner.READING, "Hur många decimaler utfallet visas med."),
        Column("Jämförelse", 12, Owner.READING, "Hur utfallet jämförs med målet.", _values(Comparison)),
        Column(
            "Tolkat målvärde",
            15,
            Owner.READING,
            "Målets tal eller ord. Skriv ett eget här om texten läses fel.",
        ),
        Column("Jämförs med", 14, Owner.READING, "Vad utfallet jämförs med.", _values(Against)),
        Column(
            "Jämförelsevärde",
            16,
            help="Rikets, länets eller ett annat års värde, för mål som jämförs med det.",
        ),
        Column("Riktning", 10, Owner.READING, "Vilket håll som är bättre.", _values(Direction)),
        Column(
            "Gult från",
            10,
            help="Från vilket värde målet räknas som delvis uppfyllt. Tomt = omgångens regel.",
        ),
        Column("Skala", 15, Owner.READING, "Skalan för en indikator som mäts i ord.", choices_name=SCALE_NAMES),
        Column(
            "Könsuppdelad", 13, help="ja om värdet lämnas för kvinnor och män var för sig.", choices=("ja", "nej")
        ),
        Column("Antal värden", 9, help="2 för en rad som gäller två perioder, till exempel del- och helår."),
        Column(
            "Sammanvägning",
            18,
            help="Hur flera förvaltningars svar blir ett.",
            choices=_values(Aggregation),
        ),
        Column("Beskrivning", 30, help="Hur indikatorn mäts. Visas för den som fyller i."),
        Column("Källa", 20),
        Column("Anmärkning", 30, help="Dina egna anteckningar."),
    ),
)
#: What the tool reads out of a row's texts, until the controller sets something else.
READINGS = tuple(column.header for column in INDICATORS.columns if column.owner is Owner.READING)
SCALES = Sheet(
    "Skalor",
    "Skalor",
    "Ord",
    (
        Column("Skala", 18),
        Column("Ordning", 10, help="1 är sämst."),
        Column("Ord", 18, help="Ordet som visas."),
        Column("Synonymer", 70, help="Ord som betyder samma sak, åtskilda med semikolon."),
    ),
)
HISTORY = Sheet(
    "Historik",
    "Historik",
    "ID",
    (
        Column("År", 8),
        Column("Omgång", 18),
        Column("ID", 10),
        Column("Indikator", 40),
        Column("Förvaltning", 18),
        Column("Värde", 14),
        Column("Bedömning", 18),
        Column(
            "Värdet avser",
            13,
            help="En prognos är inget utfall: den blir aldrig nästa års läge. Tomt räknas som utfall.",
            choices=_values(Kind),
        ),
        Column("Värde (2)", 14, help="Den andra periodens värde, om raden gäller två. Ett streck: det saknas."),
        Column("Varför", 60, help="Vad bedömningen byggde på, eller varför värdet saknas."),
    ),
)
QUESTIONS = Sheet(
    "Frågor",
    "Frågor",
    "Kod",
    (
        Column("Kod", 7),
        Column("Nivå", 11),
        Column("ID", 9),
        Column("Indikator", 30),
        Column("Fråga", 60),
        Column("Förslag", 16, help="Det som förs in i registret om du svarar ja."),
        Column(
            "Svar",
            16,
            help="ja = ta förslaget, nej = låt stå som det är, eller skriv det som ska gälla. Svaret förs in i "
            "registret nästa gång du kör ett kommando.",
            choices=("ja", "nej"),
            strict=False,
        ),
        Column("Gör så här", 50),
        Column("Kolumn", 14, help="Kolumnen på bladet Indikatorer där svaret förs in."),
        Column("Rader", 14, help="De indikatorer som svaret gäller."),
    ),
)
#: Written by a new round; a register that has not been carried on from another has none.
CHANGES = Sheet(
    "Ändringar från förra omgången",
    "ÄndringarFrånFörra",
    "Vad hände",
    (
        Column("Vad hände", 13),
        Column("Blad", 14),
        Column("ID", 12),
        Column("Vad", 40),
        Column("Kolumn", 18),
        Column("Före", 26),
        Column("Efter", 26),
        Column("Varför", 52),
    ),
)
SHEETS = (SETTINGS, DEPARTMENTS, AREAS, GOALS, INDICATORS, SCALES, HISTORY, QUESTIONS)

#: Very hidden: each row as the tool last wrote it, so that what the controller has changed since can be told.
RECORD_TITLE = "_läst"
#: Stands in the record for a reading that the controller has set; no cell ever says it.
HERS = "(eget värde)"
#: What the annex's own table called the two columns; kept in the record alone.
BASELINE_HEADER, TARGET_HEADER = "Rubrik läget", "Rubrik målvärde"
#: The target that a new year emptied, and what may be suggested in its place; kept in the record alone.
LAST_TARGET, SUGGESTED_TARGET = "Förra målvärdet", "Föreslaget målvärde"
RECORDED = (
    "ID",
    *(c.header for c in INDICATORS.columns if c.owner is not Owner.CONTROLLER),
    *(BASELINE_HEADER, TARGET_HEADER),
    *(LAST_TARGET, SUGGESTED_TARGET),
)


class Setting(Struct, frozen=True):
    """One row of *Inställningar*. Every setting has a default; none is mandatory."""

    name: str
    default: str
    explanation: str
    choices: tuple[str, ...] = ()


MUNICIPALITY = Setting("Kommun", "", "Namnet som det ska stå i mallar och sammanställning.")
YEAR = Setting("År", "", "Året som målvärdena gäller.")
BASELINE_YEAR = Setting("Läget avser år", "", "Året som kolumnen Läget visar. Tomt = året före.")
ROUND_NAME = Setting("Omgång", "Helår", "Fritt namn, till exempel Delår augusti.")
KIND = Setting(
    "Värdet avser",
    Kind.OUTCOME,
    "Om förvaltningarna lämnar en prognos för året eller ett utfall.",
    _values(Kind),
)
DEADLINE = Setting("Sista svarsdag", "", "Datum, till exempel 2025-01-31. Visas i mallen.")
CONTACT = Setting("Kontakt", "", "Vem förvaltningarna frågar: namn, telefon, e-post. Visas i mallen.")
SENDER = Setting(
    "Avsändare",
    "",
    "Vem mejlen kommer från: Namn <adress>. Tomt = adressen i Kontakt, om det står någon där.",
)
MAIL_SERVER = Setting(
    "E-postserver",
    "",
    "Bara för den som skickar med ”utskick --skicka”: serverns namn, till exempel smtp.kommunen.se. Tomt = utkasten "
    "skickas från mejlprogrammet.",
)
MAIL_PORT = Setting("E-postport", "", "Serverns port. Tomt = 587 med STARTTLS, 465 med TLS, 25 utan kryptering.")
MAIL_SECURITY = Setting(
    "E-postkryptering",
    Security.STARTTLS,
    "Hur förbindelsen med servern skyddas. IT vet vad som gäller.",
    _values(Security),
)
MAIL_USER = Setting(
    "E-postanvändare",
    "",
    "Användarnamn, om servern kräver inloggning. Skriv aldrig lösenordet här; kommandot frågar efter det.",
)
PARTLY_RULE = Setting(
    "Regel för delvis",
    PartlyRule.SHARE,
    "När ett utfall som inte når målet ändå är delvis uppfyllt (gult).",
    _values(PartlyRule),
)
PARTLY_SHARE = Setting("Gräns delvis", "80 %", "Hur stor andel av målet som ger gult, när regeln är andel av målet.")
COMMENT_REQUIRED = Setting(
    "Kommentar krävs vid",
    Verdict.NOT_MET,
    "Bedömningar som ska förklaras i Kommentar. Flera skiljs åt med semikolon; ingen = aldrig.",
)
ALL_SETTINGS = (
    MUNICIPALITY,
    YEAR,
    BASELINE_YEAR,
    ROUND_NAME,
    KIND,
    DEADLINE,
    CONTACT,
    SENDER,
    MAIL_SERVER,
    MAIL_PORT,
    MAIL_SECURITY,
    MAIL_USER,
    PARTLY_RULE,
    PARTLY_SHARE,
    COMMENT_REQUIRED,
)
