"""What concerns the municipality's own document when it is filled in (B)."""

from indikator_excel.findings.finding import Kind, Level

UNKNOWN_ROW = Kind(
    "B01",
    Level.ERROR,
    "Raden i dokumentet är ingen indikator i registret",
    "{fil}, {plats}: raden {värde} är inte ifylld, för {skäl}.",
    "Rätta texten i dokumentet eller registret så att de stämmer, eller läs in dokumentet med läs-bilaga. Kör om.",
)
NOT_IN_DOCUMENT = Kind(
    "B02",
    Level.ERROR,
    "Indikatorn står inte i dokumentet",
    "{indikator} har ingen rad i {fil}. Utfallet är inte ifyllt någonstans.",
    "Lägg till raden i dokumentet med samma text som i registret, eller skriv in utfallet för hand.",
)
NO_CELL = Kind(
    "B03",
    Level.ERROR,
    "Raden har ingen egen cell för utfallet",
    "{fil}, {plats}: {indikator} är inte ifylld, för {skäl}.",
    "Ändra tabellen i Word så att raden har en egen cell under rubriken Prognos/Utfall, eller skriv för hand.",
)
TEXT_DIFFERS = Kind(
    "B04",
    Level.WARNING,
    "Läget eller målet är ett annat i dokumentet",
    "{fil}, {plats}: {indikator} har {vad} {värde} i dokumentet men {registrets_värde} i registret. Bedömningen "
    "gäller registrets.",
    "Kontrollera vilket som gäller, och rätta det andra. Är det dokumentets, rätta registret och sammanställ igen.",
)
ALIKE = Kind(
    "B05",
    Level.WARNING,
    "Raden är igenkänd på en text som liknar",
    "{fil}, {plats}: raden {värde} är ifylld som {indikator}.",
    "Kontrollera att det är rätt rad.",
)
REPLACED = Kind(
    "B06",
    Level.NOTICE,
    "Cellen var inte tom",
    "{fil}, {plats}: {värde} är ersatt av {nytt_värde} för {indikator}, under rubriken {kolumn}.",
    "Kontrollera att det som stod var ett äldre värde för samma period. Det står kvar i dokumentet som du angav.",
)
NO_COLUMN = Kind(
    "B07",
    Level.ERROR,
    "Tabellen har ingen säker kolumn för utfallet",
    "{fil}, {plats} är inte ifylld ({rader}), för {skäl}.",
    "Ändra rubriken på den kolumn som ska fyllas i till {kolumn}, och kör om. Mer behövs inte.",
)
