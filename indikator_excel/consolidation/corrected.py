"""What a correction changes: which answers it takes the place of, in files of its own department.

A workbook that was sent back knows which files' answers it holds, and what had been answered in each cell that was
filled in from the start. So it can be told what somebody has changed in it: as in a three-way merge, a change counts
before what was left as it was, in whatever file each stands, and what differs from both is asked about.

No pandas here: ``status`` answers from this alone.
"""

from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct

from indikator_excel.register.model import Register
from indikator_excel.replies.reply import Reply
from indikator_excel.templates.layout import DECISIVE, Field
from indikator_excel.templates.stamp import answer_print

#: A cell of a department's rows: ID and column.
CellKey = tuple[str, Field]


def corrected_files(replies: Iterable[Reply], register: Register) -> dict[str, Reply]:
    """Return the files that a correction has taken the place of, each with the last correction that did.

    Those are the files whose answers were sent back, and any other that says nothing but what was known then: the
    same answers, saved once more.
    """
    listed = list(replies)
    corrections = [reply for reply in listed if reply.accepted and reply.corrects]
    return {
        reply.file: correction
        for correction in corrections
        for reply in listed
        if reply is not correction and reply.department == correction.department
        if reply.digest.startswith(correction.corrects) or _is_known(reply, correction, register)
    }


def _is_known(reply: Reply, correction: Reply, register: Register) -> bool:
    """Whether all that a file says had been said in the files that a correction was made of."""
    if reply.corrects or not reply.entries or not correction.prefilled:
        return False
    return all(
        answer_print(entry.comparable(register)) in correction.prefilled.get((entry.indicator_id, entry.field), ())
        for entry in reply.entries
    )


class _Said(Struct, frozen=True):
    """What one file says in a cell; ``answer`` is empty where a correction has a blank cell that was filled in."""

    reply: Reply
    answer: str
    #: What the cell held when the file was sent out, and then what the files had that it corrects.
    before: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether somebody has said this, and not left it as it was."""
        return self.answer not in self.before[:1]

    def takes_the_place_of(self, other: "_Said") -> bool:
        """Whether this file knew what the other says, and says something else.

        Two files that were sent out together know the same; neither takes the other's place.
        """
        return other.answer in self.before and other.answer != self.answer and other.before != self.before


def has_changes(reply: Reply, register: Register) -> bool:
    """Whether anybody has changed a cell since the workbook was sent out."""
    return any(one.changed for said in _by_cell([reply], register).values() for one in said)


def overtaken(replies: Iterable[Reply], register: Register) -> dict[str, frozenset[CellKey]]:
    """Return the cells of each file that count no longer, because another file says them better.

    ``replies`` are the files of the round that count, but for what is returned here.
    """
    departments: dict[str, list[Reply]] = defaultdict(list)
    for reply in replies:
        if reply.department is not None:
            departments[reply.department.code].append(reply)
    found: dict[str, set[CellKey]] = defaultdict(set)
    for files in departments.values():
        if len(files) > 1 and any(reply.prefilled for reply in files):
            for key, said in _by_cell(files, register).items():
                kept = _kept(said, key[1])
                for one in said:
                    if one.answer and one not in kept:
                        found[one.reply.file].add(key)
    return {file: frozenset(cells) for file, cells in found.items()}


def _by_cell(files: list[Reply], register: Register) -> dict[CellKey, list[_Said]]:
    cells: dict[CellKey, list[_Said]] = defaultdict(list)
    for reply in files:
        given = {(entry.indicator_id, entry.field): entry for entry in reply.entries}
        for key in given.keys() | reply.prefilled.keys():
            entry = given.get(key)
            answer = answer_print(entry.comparable(register)) if entry is not None else ""
            cells[key].append(_Said(reply, answer, reply.prefilled.get(key, ())))
    return cells


def _kept(said: list[_Said], field: Field) -> list[_Said]:
    """Return what still counts of all that was said in a cell."""
    standing = [one for one in said if one.answer and not any(other.takes_the_place_of(one) for other in said)]
    # A text that somebody else adds stands beside the others; it is no other answer to the same question.
    somebody_changed = any(one.changed and (one.before or field in DECISIVE) for one in said)
    return [one for one in standing if one.changed] if somebody_changed else standing
