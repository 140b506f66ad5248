"""The words in which targets are written: operators, movements, what an outcome is compared with.

Swedish above all, with the forms that neighbours use in reports that Swedish readers meet. Each list is data: a new
wording is a new entry here, and nothing else.
"""

import re
from collections.abc import Iterable
from decimal import Decimal

from indikator_excel.indicators.patterns import when_used
from indikator_excel.indicators.text import fold
from indikator_excel.indicators.vocabulary import Comparison

#: comparison, what stands before the value, what stands after it
_OPERATORS: tuple[tuple[Comparison, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        Comparison.AT_LEAST,
        (
            *("≥", "≧", "⩾", ">=", "=>", "> =", "> eller =", "> eller lika med"),
            *("minst", "lägst", "som lägst", "min", "min.", "minimum", "minimalt", "åtminstone", "mindst"),
            *("inte under", "ej under", "aldrig under", "inte understiga", "ej understiga", "inte lägre än"),
            *("ej lägre än", "inte mindre än", "ej mindre än", "inte färre än", "inte sämre än", "ej färre än"),
            *("lika med eller större än", "lika med eller högre än", "lika med eller mer än", "lika med eller över"),
            *("större än eller lika med", "högre än eller lika med", "mer än eller lika med"),
            *("större eller lika med", "över eller lika med"),
        ),
        (
            *("eller mer", "eller mera", "eller fler", "eller flera", "eller högre", "eller bättre", "eller över"),
            *("och uppåt", "och högre", "och mer", "och fler", "och över", "eller mere", "eller flere", "+"),
        ),
    ),
    (
        Comparison.AT_MOST,
        (
            *("≤", "≦", "⩽", "<=", "=<", "< =", "< eller =", "< eller lika med"),
            *("högst", "som högst", "som mest", "max", "max.", "maximalt", "maximum"),
            *("maks", "maks.", "maksimalt", "højst", "høyst"),
            *("inte över", "ej över", "aldrig över", "inte överstiga", "ej överstiga", "inte överskrida"),
            *("ej överskrida", "inte högre än", "ej högre än", "inte mer än", "ej mer än", "inte fler än"),
            *("inom", "upp till", "lika med eller lägre än", "lika med eller under", "mindre än eller lika med"),
            *("lägre än eller lika med", "färre än eller lika med", "mindre eller lika med"),
        ),
        (
            *("eller färre", "eller lägre", "eller mindre", "eller under", "eller færre", "eller lavere"),
            *("och nedåt", "och lägre", "och färre"),
        ),
    ),
    (
        Comparison.MORE,
        (
            *(">", "över", "överstiga", "överstiger", "överstigande"),
            *("mer än", "mera än", "fler än", "flera än", "högre än"),
            *("större än", "bättre än", "over", "mere end", "flere end", "mer enn", "flere enn", "høyere enn"),
        ),
        (),
    ),  # "bättre än" of a number needs a direction
    (
        Comparison.LESS,
        (
            *("<", "under", "understiga", "understiger", "understigande"),
            *("mindre än", "färre än", "lägre än", "mindre end"),
            *("mindre enn", "færre enn", "færre end", "lavere enn", "lavere end"),
        ),
        (),
    ),
    (Comparison.EQUAL, ("=", "exakt", "lika med", "precis"), ()),
)
_BEFORE = {sign: comparison for comparison, before, _ in _OPERATORS for sign in before}
_AFTER = {sign: comparison for comparison, _, after in _OPERATORS for sign in after}


def _any_of(signs: Iterable[str], ending: str = "") -> str:
    """Return a pattern of signs, longest first, so that ``>=`` is tried before ``>``; words end at a space."""
    ordered = sorted(signs, key=lambda sign: -len(sign))
    return "|".join(re.escape(sign) + (ending if sign[-1].isalpha() else "") for sign in ordered)


_STARTS = when_used("(?:" + _any_of(_BEFORE, r"(?=[\s\d:])") + "):?", re.IGNORECASE)
_ENDS = when_used(rf"(?:\s(?:{_any_of(s for s in _AFTER if s != '+')})|\+)\Z", re.IGNORECASE)

#: What may stand before a target without changing it: "målet är minst 18", "ska vara minst 18".
_LEAD_IN = when_used(
    r"(?:mål(?:et|värdet?)?(?:\s*(?::|är\s+|=\s*)\s*|\s+(?=[\d<>≤≥=]|(?:minst|högst|lägst|över|under)\s)))?"
    r"(?:(?:andelen?|antalet?|nivån|resultatet|värdet)\s+(?=ska\b|skall\b|bör\b|[<>≤≥]))?"
    r"(?:(?:ska|skall|bör|får)\s+)?(?P<never>(?:inte|ej|aldrig)\s+(?=vara\s|ligga\s))?"
    r"(?:(?:vara|är|uppgå\s+till|uppnå|nå(?:\s+upp\s+till)?|komma\s+upp\s+till|ligga(?:\s+på)?|bli)\s+)?",
    re.IGNORECASE,
)

_NOT = r"(?:(?:ska|skall|får|bör)\s+)?(?:inte|ej|icke)"
_WILL = r"(?:(?:ska|skall|bör)\s+)?(?:fortsatt\s+|fortsätta\s+(?:att\s+)?)?"
_UP = (
    r"(?:öka(?:r|s|d|t|nde)?|ökning|höja?s?|höjning|högre|fler|mer|stiga(?:nde)?|stiger|växa(?:nde)?|växer|uppåt"
    r"|øke[rs]?|øge[rs]?|økning|øgning|stigning|stigende|vekst)"
)
_DOWN = (
    r"(?:minska(?:r|s|d|t|nde)?|minskning|sänka?s?|sänkning|lägre|färre|mindre|sjunka(?:nde)?|sjunker|reducera[sd]?"
    r"|reducering|nedåt|reduse?re[rs]?|reduksjon|faldende|fallende|fald)"
)
_OF_WHAT = r"(?:\s+(?:andel|antal|nivå|grad))?"
#: The name of an index before the operator: ``NKI minst 70``, ``index ≥ 70``.
_INDEX_FIRST = when_used(
    r"\A(?P<index>[A-ZÅÄÖ]{2,5}|index|antal)\s*(?P<sign>≥|≤|>=|<=|>|<|minst|högst|lägst|över|under)\s*(?=\d)"
)
#: Wording that compares without an operator: pattern and comparison.
MOVEMENTS: tuple[tuple[re.Pattern[str], Comparison], ...] = (
    (
        when_used(rf"(?:{_NOT}\s+{_UP}|(?:öka|ökar|ökas)\s+(?:inte|ej)|ingen\s+(?:ökning|höjning)|inga\s+fler)\Z"),
        Comparison.AT_MOST,
    ),
    (
        when_used(rf"(?:{_NOT}\s+{_DOWN}|(?:minska|minskar|minskas)\s+(?:inte|ej)|ingen\s+(?:minskning|sänkning))\Z"),
        Comparison.AT_LEAST,
    ),
    (when_used(rf"(?:{_WILL}(?:bli\s+|vara\s+|en\s+)?{_UP}{_OF_WHAT}|[↑↗⬆▲🡅]\ufe0f?)\Z"), Comparison.MORE),
    (when_used(rf"(?:{_WILL}(?:bli\s+|vara\s+|en\s+)?{_DOWN}{_OF_WHAT}|[↓↘⬇▼🡇]\ufe0f?)\Z"), Comparison.LESS),
)
#: A movement whose end is named: ``öka till 60 %``, ``ska sänkas till högst 5 %``.
MOVED_TO: tuple[tuple[re.Pattern[str], Comparison], ...] = (
    (when_used(rf"{_WILL}{_UP}\s+(?:upp\s+)?till\s+(?:minst\s+)?(?=\d)", re.IGNORECASE), Comparison.AT_LEAST),
    (when_used(rf"{_WILL}{_DOWN}\s+(?:ned\s+|ner\s+)?till\s+(?:högst\s+)?(?=\d)", re.IGNORECASE), Comparison.AT_MOST),
)
#: "Better" than something: which way that is, only the direction tells.
BETTER = when_used(rf"{_WILL}(?:förbättra(?:s|d|t|de)?|förbättring|bättre|bedre)\Z")
#: "Not worse": equal or better, by the direction.
UNCHANGED = when_used(
    r"(?:(?:ska|skall|bör)\s+)?(?:vara\s+|(?:minst\s+)?(?:på\s+)?)?"
    r"(?:oförändra[dt]\w*|bibehåll\w*|behåll\w*|bevara\w*|samma|uændret|uendret|[→➔➡]\ufe0f?)"
    r"(?:\s+(?:nivån?|läge|värde|resultat))?\Z"
    rf"|{_NOT}\s+(?:försämra(?:s|t|d)?|försämring|bli\s+sämre)\Z|ingen\s+försämring\Z"
    r"|(?:ingen|inga)\s+(?:för)?ändring(?:ar)?\Z|ingen\s+skillnad\Z|inte\s+sämre\Z|ej\s+sämre\Z"
    r"|(?:bibehåll|behåll)\w*\s+eller\s+förbättr\w*\Z"
)
#: "As good as" something that is named behind it.
AS_GOOD_AS = when_used(
    r"(?P<bound>minst\s+|högst\s+)?(?:(?:på\s+)?samma(?:\s+nivå)?\s+som|i\s+(?:nivå|paritet|linje)\s+med"
    r"|lika\s+(?:bra|hög|högt|god|gott|stor|många)\s+som)\s+(?P<rest>.+)\Z",
    re.IGNORECASE,
)
#: What stands between a movement and what it is compared with.
COMPARED_WITH = when_used(
    r"\s+(?:jämfört\s+med|i\s+jämförelse\s+med|i\s+förhållande\s+till|gentemot|mot|från|sedan|relativt|ift\.?)\s+(?P<than>.+)\Z"
)
_LEVEL = r"(?:läget?|nuläget|utfall(?:et)?|resultat(?:et)?|värdet?|nivån?)"
BASELINE_NAMES = when_used(
    rf"(?:läget|nuläget|utgångsläget|utgångsvärdet|basvärdet|baslinjen|i\s+fjol|fjolåret|(?:nuvarande|dagens)\s+nivå"
    rf"|(?:föregående|förra|fjol)\s*(?:år|året|årets?)(?:s?\s+{_LEVEL})?|förra\s+mätningen|föregående\s+mätning)\Z"
)
#: A year that is named as one: ``läget 2021``, ``2010 års nivå``, ``år 2019``.
NAMED_YEAR = when_used(
    rf"(?:{_LEVEL}\s+(?:för\s+|år\s+)?(?P<behind>\d{{4}})|år\s+(?P<after>\d{{4}})"
    rf"|(?P<before>\d{{4}})\s+års\s+(?:{_LEVEL}|utsläpp|förbrukning))\Z"
)
#: Whose value the register holds for the row: the country's, the county's, comparable municipalities'.
OUTSIDE = when_used(
    r"(?:(?:(?:ovägt\s+|ovägda\s+)?(?:snittet|snitt|medel|medelvärdet?|genomsnittet?|medianen?|nivån|värdet))\s+)?"
    r"(?:(?:i|för|av|bland)\s+)?(?:(?:hela\s+|övriga\s+)?(?:riket|landet|länet|regionen)s?"
    r"|(?:\w+\s+)?läns?|samtliga\s+kommuner|alla\s+kommuner|andra\s+kommuner|övriga\s+kommuner"
    r"|(?:jämförbara|liknande)\s+kommuner|kommungruppen|kommunsnittet"
    r"|(?:rikets|rikes|riks|läns|länets|landets|kommun)?(?:snittet|genomsnittet?|medelvärdet?|medianen?|medel|snitt)"
    r"|landsgjennomsnittet|landsgennemsnittet)"
    r"(?:\s+(?:nivå|snitt|genomsnitt|medelvärde))?(?:\s+(?:i|för)\s+(?:riket|landet|länet))?\Z"
)

#: First of all, or a value to compare with: ``högst i länet``.
SUPERLATIVE = when_used(r"(?P<word>högst|lägst|minst)\s+(?:i|av|bland)\s+(?!nivå|linje|paritet)", re.IGNORECASE)
#: What stands before the name of whom an outcome is compared with.
AMONG = when_used(r"\A(?:i|för|av|bland)\s+", re.IGNORECASE)

#: A target that somebody still has to set.
NOT_SET_YET = when_used(
    r"(?:inget\s+(?:mål|målvärde)|ingen\s+(?:målnivå|målsättning))(?:\s+(?:i\s+år|\d{4}|satt|fastställt|beslutat))?\Z"
    r"|(?:målvärdet?\s+|målet\s+)?(?:(?:inte|ej)\s+(?:fastställt?|beslutat?|satt|bestämt?)|(?:fastställs|beslutas|bestäms"
    r"|sätts|tas\s+fram|kommer|anges)\s+(?:senare|under\s+året|i\s+(?:budget|verksamhetsplan)\w*))\.?\Z"
)
ZERO = frozenset(
    {"noll", "nollvision", "0-vision", "inga", "ingen", "inget", "inga alls", "nullvisjon", "nulvision", "0-visjon"}
)
#: What "inga" may stand before without its being nought of something: "inget krav", "inga uppgifter".
_NOT_COUNTED = frozenset(
    {
        *("krav", "mål", "målet", "målen", "målvärde", "målvärdet", "målvärden", "målnivå", "målsättning", "nivå"),
        *("uppgift", "uppgifter", "data", "värde", "värden", "mätning", "mätningar", "resultat", "utfall", "gräns"),
        *("fler", "färre", "mer", "mindre", "högre", "lägre", "bättre", "sämre", "större", "annan", "andra", "alls"),
        *("förändring", "förändringar", "ändring", "ändringar", "skillnad", "skillnader", "uppfattning"),
    }
)
_PLACE = r"(?:topp|top|plats|placering|rank|ranking|rankning|nr|nummer)"
RANK = when_used(
    rf"(?:minst\s+|högst\s+|lägst\s+|sämst\s+)?(?:{_PLACE}[\s-]*(?P<place>\d{{1,4}})(?::[ae])?(?:\s+av\s+\d{{1,4}})?"
    rf"|(?P<ordinal>\d{{1,4}}):(?:[ae]|an|de)(?:\s+{_PLACE})?)(?:\s+eller\s+(?:bättre|högre))?\Z"
    r"|bland\s+(?:de\s+)?(?P<best>\d{1,4})\s+(?:bästa|främsta)(?:\s+kommunerna)?\Z"
)
#: Better than a share of the others: no outcome tells how many those are.
PERCENTILE = when_used(
    r"(?:bland|inom|tillhöra)?\s*(?:de\s+)?(?P<percent>\d{1,2})\s*(?:%|procent(?:en)?)\s+(?:bästa|främsta)(?:\s+\w+)?\Z"
    r"|topp\s+(?P<top>\d{1,2})\s*(?:%|procent)\Z|.*\bkvartil(?:en)?\Z"
)
#: Indexes that run from 0 to 100 by their definition (the surveys of Statistics Sweden and of SKR).
HUNDRED_INDEXES = frozenset({"nki", "nmi", "nri", "nbi", "nöjd-kund-index", "nöjd-medborgar-index"})
SCORE = when_used(rf"(?:{'|'.join(sorted(HUNDRED_INDEXES))}|index|indexvärde|betygsindex|betyg|poäng)\s*:?\s*(?=\d)")

#: Scales that are named by how many steps they have.
GRADES = {"tregradig": 3, "fyrgradig": 4, "femgradig": 5, "sexgradig": 6, "sjugradig": 7, "tiogradig": 10}

#: Number words as they stand behind an operator: "minst fyra", "högst tre gånger per år".
_WORDS = ("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")
NUMBER_WORDS = {word: number for number, word in enumerate(_WORDS)} | {"ett": 1}
_NUMBER_WORD = when_used(rf"(?P<word>{'|'.join(NUMBER_WORDS)})(?=\s|\Z)", re.IGNORECASE)
_HOW_MUCH = when_used(rf"(?:(?<=med )|(?<=på )|(?<=minst )|(?<=högst ))(?:{'|'.join(NUMBER_WORDS)})(?=\s|\Z)")
#: Whom a share is counted on, when it is everybody: it does not change the figure.
OF_ALL = when_used(
    r"(?<=[%\w])\s+av\s+(?:alla\s+|samtliga\s+|kommunens\s+)*(?:\w+(?:arna|erna|orna)|barnen|företagen|hushållen|ärendena"
    r"|fallen|tillfällena)\Z",
    re.IGNORECASE,
)
_NOT_A_POPULATION = when_used(r"\bav\s+(?:alla\s+|samtliga\s+)*kommunerna\Z", re.IGNORECASE)
POINTS = frozenset({"procentenheter", "procentenhet", "%-enheter", "p.e.", "pe", "prosentpoeng", "procentpoint"})
#: Changes that are one word: percent of what it starts from.
MULTIPLES = {
    **dict.fromkeys(("halveras", "halvera", "halverad", "halverat", "halvering"), Decimal(-50)),
    **dict.fromkeys(("fördubblas", "fördubbla", "fördubblad", "fördubbling", "dubbleras", "dubblas"), Decimal(100)),
}


def split_operator(text: str) -> tuple[Comparison | None, str]:
    """Split a target into its comparison, None where it has none, and what stands beside the operator."""
    if found := _STARTS.match(text):
        return _BEFORE[found[0].lower().rstrip(":")], text[found.end() :].strip()
    if found := _ENDS.search(text):
        return _AFTER[found[0].strip().lower()], text[: found.start()].strip()
    return None, text


def without_lead_in(text: str) -> str:
    """Cut off what leads up to a target without changing it: ``ska vara minst 18`` -> ``minst 18``."""
    found = _LEAD_IN.match(text)
    if found is None or found.end() == len(text):
        return text
    rest = text[found.end() :]
    # "ska inte vara under 5" is "inte under 5"; "NKI minst 70" is "minst NKI 70".
    rest = f"{found['never']}{rest}" if found["never"] else rest
    return _INDEX_FIRST.sub(r"\g<sign> \g<index> ", rest).rstrip("!")


def is_zero(text: str) -> bool:
    """Whether a target is none at all: ``noll``, ``inga olyckor``."""
    first, _, rest = fold(text).partition(" ")
    counted = rest.isalpha() and rest not in _NOT_COUNTED
    return fold(text) in ZERO or (first in ("noll", "inga", "inget", "ingen") and counted)


def digits_for_words(text: str) -> str:
    """Write a number word at the start in digits: ``fyra möten`` -> ``4 möten``."""
    found = _NUMBER_WORD.match(text)
    return f"{NUMBER_WORDS[fold(found['word'])]}{text[found.end() :]}" if found else text


def digits_behind(text: str) -> str:
    """Write a number word in digits where it says by how much: ``öka med två procentenheter``."""
    return _HOW_MUCH.sub(lambda found: str(NUMBER_WORDS[found[0]]), text)


def without_population(text: str) -> str:
    """Cut off whom a share is counted on: ``95 % av eleverna`` -> ``95 %``."""
    return text if _NOT_A_POPULATION.search(text) else OF_ALL.sub("", text)
