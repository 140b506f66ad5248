"""What an indicator's own words say of which way is better: absence, costs and waiting are to be low.

The words never change how a target is read; they are what the controller is asked by. Each list is data: a new
wording is a new entry here, and nothing else. Swedish compounds its words, so most entries are found inside longer
ones too (*korttidssjukfrånvaro*, *nettokostnad*).
"""

import re

from indikator_excel.indicators.patterns import when_used
from indikator_excel.indicators.text import clean

#: Patterns of what there should be little of.
_LITTLE_IS_GOOD = (
    # staff
    *("frånvaro", "sjukskriv", "sjuktal", "ohälsotal", "sjukdagar", "sjukpenning", "sjuklön", "personalomsättning"),
    *("vakan[st]", "obehörig", "övertid", "fyllnadstid", "timvikari", "hyrpersonal", "inhyrd", "tillbud", "ohälsa"),
    r"\bstress",
    # money
    *("kostnad(?!s(?:fri|täck|effektiv|medvet))", "skuld(?!fri)", "underskott", r"\bavgiftsnivå"),
    # time
    *("väntetid", "väntedag", "väntar", r"\bköer(?:na)?\b", r"\bkö\b", "kötid", "restid", "handläggningstid"),
    *("utredningstid", "svarstid", "ledtid", "insatstid", "försening", "försenad", "dagar (?:till|från)"),
    "tid till",
    # quality and law
    *("klagomål", "avvikelse", "överklag", "anmärkning", r"\bfel\b", "felanmäl", "brister", r"\bviten?\b"),
    *("(?:ej|icke|inte) verkställda", "utebliv", "inställda", "driftstopp", "driftstörning", "avbrott"),
    "läck(?:age|or)",
    # work, livelihood and home
    *("arbetslös", "försörjningsstöd", "ekonomiskt bistånd", "biståndshushåll", "bidragsberoende"),
    *("biståndstagare", "bidragstagare", "utanförskap", "fattigdom", "hemlös", "vräkning", "avhysning"),
    "varken arbetar eller studerar",
    # school
    *("avhopp", "underkän", r"saknar (?:godkän\w+|behörighet)", "mobb", r"kränk(?:ning|ande)", "trakasseri"),
    *("skolk", r"\b(?:barn|elever) per (?:personal|pedagog|lärare|årsarbetare|vuxen|heltid|grupp|avdelning)"),
    # care and safety
    *("olyck", "skador(?:na)?\\b", "skadade", "skadegörelse", "fallskad", "trycksår", "infektion", "dödlighet"),
    *("dödsfall", "avlidna", "omkomna", "självmord", "suicid", r"\bvåld", "våldsbrott"),
    *("(?<!genom)brott(?:en|slighet)?\\b", "stöld", "klotter", "återfall", "återaktualisering", "återinläggning"),
    *("missbruk", "narkotika", "rök(?:er|ning)\\b", "övervikt"),
    *(r"\bpersonal (?:som )?en (?:brukare|omsorgstagare|kund) möter", "fetma", "undernäring", "ensamhet", "otrygg"),
    *(r"\b(?:anlagda )?bränder(?:na)?\b", "utryckning"),
    # environment
    *("utsläpp", "energianvändning", "elanvändning", "förbrukning", "(?<!för)svinn", "restavfall"),
    *("hushållsavfall", "kilo avfall", "nedskräpning", "tjänsteresor", "flygresor", "körsträcka", "antibiotika"),
    r"bekämpningsmedel",
    # movements that are a state of the thing itself
    *(r"\bminskade?\b", r"\bminskat\b", r"\bsänkt[ae]?\b", r"\bfärre\b", r"\blägre\b", r"\bkortare\b"),
)
#: What turns them: a share that is satisfied with, free from, done about or within something.
_TURNS = (
    *("nöjd", r"(?<!o)trygg", "besvara", "åtgärda", "avhjälp", "samlas in", "insaml", "läckagesök"),
    *("hantera(?:s|de|t)", "utredda", "uppklar", r"\blösta?\b", "godkända", r"\butan\b", r"fri(?:a|tt|het)?\b"),
    *("förebygg", r"följ\w*\s+upp\b", "uppfölj", "följts upp", "avsluta", "lämnat"),
    r"\A(?!.*(?:tid|dagar|veckor|månader)\b.*\bfrån\b).*\bfrån\b.*\btill\b",
    *(r"\bgå(?:r|tt) (?:\w+ )?till (?:arbete|studier)", "egen försörjning", "närvaro", r"\bmot\b", "kunskap"),
    *("utbild", "informera", r"\bplan(?:er)?\b", "handlingsplan", "rutin", "återvinn", "återvunn", "återbruk"),
    *("sorter", "täckning", "klarar", r"\b(?:inte|ej|aldrig|icke|slipper|sluppit)\b(?! verkställda)"),
    *(r"\bi (?:rätt )?tid\b", "förbättr"),
    # "återfall inom ett år" says what is counted, and not how soon it should be
    (
        r"\A(?!.*åter(?:fall|aktualis|inlägg)).*\binom\s+"
        r"(?:\d|utsatt|rätt|lagstadgad|tid|en\b|ett\b|två\b|tre\b|fyra\b|fem\b|sex\b|ramen|mål|vårdgaranti)"
    ),
    r"\b(?:högst|under|max\w*|kortare|mindre|lägre)\s+(?:än\s+)?(?:\d|en\b|ett\b|två\b|tre\b)",
    # how much it is reduced by: the more the better
    *(r"\bminskning", r"\bsänkning", "reducer", "besparing"),
)
#: No name is longer; what is, is prose, and not worth the time that patterns take.
_LONGEST = 300
_LITTLE = when_used(rf"\w*(?:{'|'.join(_LITTLE_IS_GOOD)})\w*", re.IGNORECASE)
_TURNED = when_used("|".join(_TURNS), re.IGNORECASE)


def word_for_lower(name: str, *around: str) -> str:
    """Return the word that says that lower is better, or an empty string where none does or another turns it.

    Args:
        name: The indicator's own text, which decides where it says anything.
        around: The texts that it stands under: its sub-heading and its group.
    """
    for written in (name, *around):
        text = clean(written)[:_LONGEST]
        if _TURNED.search(text):
            return ""
        if found := _LITTLE.search(text):
            return found[0].strip()
    return ""
