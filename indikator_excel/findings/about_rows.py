"""What an answered row gives reason to ask (R)."""

from indikator_excel.findings.finding import Kind, Level

COMMENT_MISSING = Kind(
    "R01",
    Level.WARNING,
    "Kommentar saknas",
    "{indikator}: målet är {bedömning}, men kommentar saknas.",
    "Förklara varför i kolumnen Kommentar, och skriv i kolumnen Åtgärd vad ni gör åt det.",
)

BASELINE_GIVEN = Kind(
    "R02",
    Level.WARNING,
    "Läget är kompletterat i svaret",
    "{indikator}: läget är {värde} enligt {förvaltning}. Registret säger {registrets_värde}.",
    "Stämmer värdet, svara ja på frågan på registrets blad Frågor, eller skriv det i kolumnen Läget.",
    "",
)
BASELINE_NOT_USED = Kind(
    "R03",
    Level.NOTICE,
    "Läget i svaret används inte",
    "{indikator}: läget är {värde} enligt {förvaltning}, men registret har {registrets_värde}, som gäller.",
    "Ingenting behöver göras om registrets läge stämmer.",
    "",
)
FAR_FROM_BASELINE = Kind(
    "R04",
    Level.WARNING,
    "Långt från läget",
    "{indikator}: utfallet är {utfall}, men läget var {läge}. Det är en stor skillnad.",
    "Kontrollera värdet. Om det stämmer, förklara gärna i kolumnen Kommentar; skriv annars rätt värde.",
)
SAME_AS_LAST_TIME = Kind(
    "R05",
    Level.NOTICE,
    "Samma värde som förra gången",
    "{indikator}: {värdet} är exakt det värde som lämnades förra omgången.",
    "Kontrollera att det är ett nytt värde, och inte det gamla.",
)
MEASURED_OUTSIDE = Kind(
    "R06",
    Level.WARNING,
    "Mätt utanför perioden",
    "{indikator}: mätdatum är {mätdatum}, men svaret ska gälla {år}.",
    "Kontrollera att datumet är rätt och att värdet gäller {år}. Rätta det som är fel.",
)
FEW_PERSONS = Kind(
    "R07",
    Level.WARNING,
    "Få personer bakom värdet",
    "{indikator}: antalet är {antal} för kvinnor och män var för sig. Färre än fem kan gå att känna igen.",
    "Bestäm om värdena för kvinnor och män kan publiceras. Värdet för alla används i vilket fall.",
    "",
)
TOTAL_DIFFERS = Kind(
    "R08",
    Level.WARNING,
    "Totalen stämmer inte med kvinnor och män",
    "{indikator}: {alla} för alla går inte ihop med {kvinnor} för kvinnor och {män} för män.",
    "Kontrollera de tre värdena och rätta det som är fel. Värdet för alla används.",
)
MORE_DECIMALS = Kind(
    "R09",
    Level.NOTICE,
    "Fler decimaler än indikatorn har",
    "{indikator}: {värde} har fler decimaler än läget och målet.",
    "Ingenting behöver göras. Bedömningen görs på det exakta värdet.",
)
