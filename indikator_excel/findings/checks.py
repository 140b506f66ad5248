"""How a check lists itself: under the kind of finding that it gives, in the order in which they stand in the code."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from indikator_excel.findings.finding import Kind

Subject = TypeVar("Subject")
Said = TypeVar("Said")


class Checks(Generic[Subject, Said]):
    """The checks of one family: small functions that look at a subject and say what is to be said of it."""

    def __init__(self) -> None:
        self._listed: list[tuple[Kind, Callable[[Subject], Said]]] = []

    def of(self, kind: Kind) -> Callable[[Callable[[Subject], Said]], Callable[[Subject], Said]]:
        """List a function as the check that gives findings of a kind."""

        def listed(function: Callable[[Subject], Said]) -> Callable[[Subject], Said]:
            self._listed.append((kind, function))
            return function

        return listed

    def run(self, subject: Subject) -> Iterator[tuple[Kind, Said]]:
        """Yield what each check says of a subject, with the kind of finding that it becomes."""
        return ((kind, check(subject)) for kind, check in self._listed)

    @property
    def kinds(self) -> list[Kind]:
        """The kinds that have a check here."""
        return [kind for kind, _ in self._listed]
