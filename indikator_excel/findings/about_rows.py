"""What an answered row gives reason to ask (R)."""

from indikator_excel.findings.finding import Kind, Level

COMMENT_MISSING = Kind(
    "R01",
    Level.WARNING,
    "Kommentar saknas",
    "{indikator} är {bedömning} men har ingen kommentar.",
    "Förklara varför i Kommentar och skriv i Åtgärd vad ni gör åt det.",
)

BASELINE_GIVEN = Kind(
    "R02",
    Level.WARNING,
    "Läget är kompletterat i svaret",
    "{indikator}: läget är {värde} enligt {förvaltning}. Registret säger {registrets_värde}.",
    "Stämmer värdet, svara ja på frågan på registrets blad Frågor, eller skriv det i kolumnen Läget.",
)
BASELINE_NOT_USED = Kind(
    "R03",
    Level.NOTICE,
    "Läget i svaret används inte",
    "{indikator}: läget är {värde} enligt {förvaltning}, men registret har {registrets_värde}, som gäller.",
    "Ingenting behöver göras om registrets läge stämmer.",
)
