"""How often Python looks for what only refers to itself."""

import gc

_NEW_OBJECTS = 100_000


def look_seldom() -> None:
    """Look less often than every 700 new objects, and hardly ever through all that there is.

    What there is of that here is left by libraries, a workbook at a time. A short command is done before it is worth
    looking, and a large round would spend a tenth of its time on it.
    """
    gc.set_threshold(_NEW_OBJECTS, 50, 1000)
