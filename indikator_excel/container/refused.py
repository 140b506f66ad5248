"""Why a file is not read, and how large a file may be."""

MAX_FILE = 20_000_000
MAX_UNPACKED = 200_000_000
MAX_SHEET_PART = 60_000_000
MAX_PARTS = 2_000
MAX_SMALL_PART = 5_000_000
MAX_SHEETS = 200
#: A template has a few thousand cells. A million take an engine 12 s and 850 MB.
MAX_CELLS = 200_000
#: Of those, so many may hold anything: some three thousand rows.
MAX_FILLED = 50_000
MAX_NOTES = 2_000
#: The longest number format.
MAX_FORMAT = 255
#: An engine that keeps a sheet as a rectangle is given none with more cells than this, used or not.
MAX_RECTANGLE = 1_000_000


class UnreadableError(Exception):
    """The file can't be read; the message is the reason in Swedish."""


class PasswordError(UnreadableError):
    """The file is encrypted."""


class OverLimitError(UnreadableError):
    """The file is larger than any reply; the message says which limit."""


class ForeignError(UnreadableError):
    """The file is of another kind; the message says what it is, and ``remedy`` what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.remedy = remedy


DAMAGED = "den är skadad"
#: What a file that two programs would read in two ways is.
AMBIGUOUS = "den är skadad: samma sak står två gånger i den, på olika sätt"
