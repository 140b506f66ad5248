"""What the log says of the replies: which were read, which were used and why. Nothing that stands in them."""

from collections.abc import Iterable, Iterator

from indikator_excel.consolidation.choose import FileChoice
from indikator_excel.log.event import Event, What


def reply_events(choices: Iterable[FileChoice], folder: str) -> Iterator[Event]:
    """Yield that each file of ``folder`` was read, and whether it was used."""
    for choice in choices:
        reply = choice.reply
        name, code = (reply.department.name, reply.department.code) if reply.department else ("", "")
        file = f"{folder}/{reply.file}"
        yield Event(What.READ, file, reply.digest, name, code)
        yield Event(What.CHOSEN, file, reply.digest, name, code, chosen=choice.chosen, why=_why(choice))


def _why(choice: FileChoice) -> str:
    """Return why a file was used or not.

    A refusal's own message may quote what stands in the file; the log has the finding's code and title in its place.
    """
    findings = choice.reply.findings
    if choice.chosen or choice.reply.accepted or choice.is_corrected or not findings:
        return choice.why
    return f"{findings[-1].code} {findings[-1].kind.title}"
