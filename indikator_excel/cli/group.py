"""The command group: commands are imported when they are called, and found without diacritics too."""

import importlib
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from indikator_excel import __version__
from indikator_excel.cli.console import Console, prepare_streams
from indikator_excel.folder import RoundFolder
from indikator_excel.log.journal import Journal

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_F = TypeVar("_F", bound=Callable[..., Any])


def plain(name: str) -> str:
    """Return a name without diacritics: ``sammanställ`` → ``sammanstall``."""
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))


class LazyGroup(click.Group):
    """A group whose commands are named here and imported only when they are needed."""

    def __init__(self, *args: Any, lazy: dict[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: Command name -> where it is defined (``module:function``) and its line in ``--help``.
        self._lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of the round."""
        del ctx
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command; its name may lack diacritics."""
        del ctx
        wanted = plain(unicodedata.normalize("NFC", cmd_name)).casefold()
        name = next((n for n in self._lazy if plain(n) == wanted), None)
        if name is None:
            return None
        module, function = self._lazy[name][0].split(":")
        command: click.Command = getattr(importlib.import_module(module), function)
        command.name = name
        command.options_metavar = "[VAL]"
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any of them."""
        del ctx
        with formatter.section("Kommandon"):
            formatter.write_dl([(name, help_) for name, (_, help_) in self._lazy.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem[str]]":
        """Offer the commands whose names begin so, with or without diacritics, importing none of them."""
        from click.shell_completion import CompletionItem

        begun = plain(unicodedata.normalize("NFC", incomplete)).casefold()
        names = [(name, help_) for name, (_, help_) in self._lazy.items() if plain(name).startswith(begun)]
        options = click.Command.shell_complete(self, ctx, incomplete)
        return [*(CompletionItem(name, help=help_) for name, help_ in names), *options]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the command as it is spelt, however it was typed, or the one that may have been meant."""
        if not ctx.resilient_parsing and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            from difflib import get_close_matches

            known = {plain(name): name for name in self._lazy}
            meant = get_close_matches(plain(args[0]).casefold(), known, n=1)
            hint = f" Menade du {known[meant[0]]}?" if meant else ""
            ctx.fail(f"Kommandot {args[0]} finns inte.{hint}")
        _, command, rest = super().resolve_command(ctx, args)
        return (command.name if command else None), command, rest


class PlainOption(click.Option):
    """An option that is also accepted without diacritics; help shows it once, spelt properly."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Hide the spelling without diacritics."""
        shown = self.opts
        self.opts = [o for o in shown if not (o.isascii() and any(plain(p) == o and p != o for p in shown))]
        try:
            return super().get_help_record(ctx)
        finally:
            self.opts = shown


def option(name: str, *names: str, **attributes: Any) -> Callable[[_F], _F]:
    """Declare an option whose name may hold å, ä, ö."""
    spellings = dict.fromkeys([name, *names, *(plain(n) for n in (name, *names))])
    identifier = plain(name).lstrip("-").replace("-", "_")
    return click.option(*spellings, identifier, cls=PlainOption, **attributes)


def common(
    *, folder: bool = True, quiet: bool = True, logs: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the options that all have. It is called with ``console`` and, unless told not to, ``folder``.

    One that ``logs`` is called with ``record`` too; that the log could not be written is told when it has ended.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*, as_json: bool, tyst: bool = False, mapp: Path | None = None, **rest: Any) -> Any:
            prepare_streams(as_json=as_json)
            console = rest["console"] = Console(as_json=as_json, quiet=tyst)
            if folder:
                rest["folder"] = RoundFolder(mapp or Path())
                rest["folder"].require()
            journal = Journal(click.get_current_context().info_name or "")
            if logs:
                rest["record"] = journal
            try:
                return function(**rest)
            finally:
                console.wipe()
                if journal.problem:
                    console.warn(f"{journal.problem} Det som gjordes nu står inte i loggen, men är gjort ändå.")

        run.__doc__ = function.__doc__
        run.__name__ = function.__name__
        run.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined]
        wrapped: Callable[..., Any] = click.version_option(__version__, prog_name="indikator-excel")(run)
        if quiet:
            wrapped = click.option("--tyst", is_flag=True, help="Skriv inget annat än felmeddelanden.")(wrapped)
        wrapped = click.option("--json", "as_json", is_flag=True, help="Skriv resultatet som JSON.")(wrapped)
        if folder:
            help_ = "Omgångens mapp, om det inte är den du står i."
            wrapped = click.option("--mapp", type=click.Path(path_type=Path), metavar="MAPP", help=help_)(wrapped)
        return wrapped

    return decorate
