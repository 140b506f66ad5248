"""``utskick``: from a round's folder to one letter per department, and to the drafts in ``utskick/``."""

from dataclasses import dataclass

from indikator_excel.dispatch.letter import Letter, LetterKind
from indikator_excel.folder import RoundFolder
from indikator_excel.indicators.model import Department
from indikator_excel.progress import Progress, silent
from indikator_excel.register.model import Register


@dataclass(frozen=True, slots=True)
class Skipped:
    """A department that gets no letter, and why in Swedish; ``must_act`` where the controller has to do something."""

    department: Department
    why: str
    must_act: bool = False


@dataclass(frozen=True, slots=True)
class Letters:
    """What was composed. ``problems`` are Swedish sentences about what the controller has to put right."""

    register: Register
    kind: LetterKind
    letters: tuple[Letter, ...]
    skipped: tuple[Skipped, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def needs_action(self) -> bool:
        """Whether something stands in the way that the controller must settle."""
        return bool(self.problems) or any(s.must_act for s in self.skipped)


@dataclass(frozen=True, slots=True)
class WrittenDrafts:
    """The drafts' names in ``utskick/``, and those of the same kind that lie there from before."""

    files: tuple[str, ...]
    left_over: tuple[str, ...] = ()


def letters(folder: RoundFolder, kind: LetterKind, progress: Progress = silent) -> Letters:
    """Compose the letters of one kind. Nothing is written.

    Raises:
        UserError: The register, the replies, a text in ``mallar/`` or a workbook can't be read.
    """
    raise NotImplementedError


def write_drafts(folder: RoundFolder, composed: Letters) -> WrittenDrafts:
    """Write each letter as a draft into ``utskick/``.

    Raises:
        UserError: A file can't be written.
    """
    raise NotImplementedError
