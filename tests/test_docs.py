"""The generated pages say what the code says, and every command has its help, an example and its page."""

from __future__ import annotations

import re
import sys

import click
import pytest
from helpers import ROOT

from indikator_excel.cli import COMMANDS, cli

sys.path.append(str(ROOT / "docs"))
import make

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", make.PAGES)
def test_a_generated_page_is_up_to_date(name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == make.PAGES[name](), "run python docs/make.py"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_an_example_and_a_place_in_the_readme(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert len(command.help or "") > 20
    assert f"indikator-excel {name}" in (command.epilog or "")
    assert all(p.help for p in command.params if isinstance(p, click.Option)), name
    assert re.search(rf"`{name}[ `]", README), "not in the README's list"


def test_links_lead_somewhere() -> None:
    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *ROOT.glob("[A-Z]*.md")):
        for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), (page.name, target)
