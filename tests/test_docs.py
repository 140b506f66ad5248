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
import make_pictures
import walkthrough

PAGES = (ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *ROOT.glob("[A-Z]*.md"))
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
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), (page.name, target)


def test_every_picture_is_shown_described_and_light() -> None:
    shown = set()
    for page in PAGES:
        for text, target in re.findall(r"!\[([^]]*)\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
            assert len(text) > 40, (page.name, target, "needs a text for those who do not see it")
            shown.add((page.parent / target).resolve())
    pictures = set(make_pictures.PICTURES.iterdir())
    assert shown == pictures, "a picture is missing, or no page shows it"
    assert {path.stem for path in pictures} == set(make_pictures.WANTED), "run python docs/make_pictures.py"
    assert max(path.stat().st_size for path in pictures) < 120_000


def test_the_controllers_manual_shows_every_picture_where_the_round_has_come_to_it() -> None:
    page = walkthrough.PAGE.read_text(encoding="utf-8")
    assert set(re.findall(r"\(bilder/(.+?)\.png\)", page)) == set(make_pictures.WANTED)


def test_every_answer_in_the_controllers_manual_comes_from_the_program() -> None:
    page = walkthrough.PAGE.read_text(encoding="utf-8")
    marked = re.findall(r"^<!-- kör.*-->\n```text$", page, re.MULTILINE)
    assert len(marked) == page.count("```text\n") == page.count("<!-- kör")
    assert set(re.findall(r"<!-- gör: (.+?) -->", page)) == set(walkthrough.HANDS)
