"""Days as a letter says them: ``fredag 31 januari 2025``, ``om 3 dagar``."""

from datetime import date

from indikator_excel.indicators.text import counted

#: After so many days nobody counts them any more.
_COUNTED = 60
_WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
_MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober"),
    *("november", "december"),
)


def long_date(day: date) -> str:
    """Return a day as people say it, whatever the computer's own language is."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def time_left(deadline: date, today: date) -> str:
    """Return a sentence about the deadline: how far away it is, or how long ago it was."""
    left, day = (deadline - today).days, long_date(deadline)
    if left < -_COUNTED:
        return f"Sista svarsdag var {day}."
    if left < 0:
        when = "i går" if left == -1 else f"för {counted(-left, 'dag', 'dagar')} sedan"
        return f"Sista svarsdag var {day}, {when}."
    when = ("i dag", "i morgon")[left] if left <= 1 else f"om {counted(left, 'dag', 'dagar')}"
    return f"Sista svarsdag är {day}, {when}."
