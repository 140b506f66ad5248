"""A workbook is packed as XlsxWriter packs it, part by part, and the same content always makes the same file."""

from __future__ import annotations

import gc
import io
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from xlsxwriter import Workbook

from indikator_excel.resources import read_theme
from indikator_excel.xlsx.content import columns_of
from indikator_excel.xlsx.new import new_book
from indikator_excel.xlsx.package import LANGUAGE, Part, SwedishWorkbook
from indikator_excel.xlsx.worksheet import Worksheet

if TYPE_CHECKING:
    from collections.abc import Callable

CORE = "docProps/core.xml"


def picture() -> io.BytesIO:
    stream = io.BytesIO()
    Image.new("RGB", (3, 2), (10, 20, 30)).save(stream, "PNG")
    return stream


def packed(make: Callable[[io.BytesIO, dict[str, Any]], Workbook]) -> zipfile.ZipFile:
    """Return a workbook with parts of every kind: sheets, texts, a table, a chart, a note and a picture."""
    stream = io.BytesIO()
    with make(stream, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2024, 12, 31, tzinfo=UTC)})
        sheet = book.add_worksheet("Blad å")
        sheet.write_column(0, 0, ["Rubrik", "åäö ●", "&<>"])
        sheet.write_column(1, 1, [1, 2])
        sheet.add_table(0, 0, 2, 1)
        sheet.write_comment(1, 1, "En anteckning")
        sheet.insert_image(5, 5, "logotyp.png", {"image_data": picture()})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "='Blad å'!$B$2:$B$3"})
        sheet.insert_chart(10, 1, chart)
        book.add_worksheet()
    return zipfile.ZipFile(stream)


def test_every_part_is_xlsxwriters_own() -> None:
    expected, found = packed(Workbook), packed(SwedishWorkbook)
    assert sorted(found.namelist()) == sorted(expected.namelist())
    assert found.namelist()[0] == "[Content_Types].xml"
    for info in expected.infolist():
        ours = found.getinfo(info.filename)
        assert (ours.date_time, ours.external_attr, ours.compress_type, ours.flag_bits) == (
            info.date_time,
            info.external_attr,
            info.compress_type,
            info.flag_bits,
        ), info.filename
        if info.filename != CORE:
            assert found.read(info.filename) == expected.read(info.filename), info.filename
    told = f"<dc:language>{LANGUAGE}</dc:language>"
    assert found.read(CORE).decode().replace(told, "") == expected.read(CORE).decode()


@pytest.mark.parametrize("raised", [KeyboardInterrupt, MemoryError])
@pytest.mark.parametrize(
    ("owner", "name"),
    [(Worksheet, "_write_rows"), (Part, "_pass_on"), (Part, "close"), (zipfile.ZipFile, "open")],
)
def test_a_workbook_that_is_broken_off_says_why_and_nothing_later(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    owner: type[Any],
    name: str,
    raised: type[BaseException],
) -> None:
    """Else Ctrl+C would be lost in what is said of a file that was never finished."""

    def stop(*_: object, **__: object) -> None:
        raise raised

    with monkeypatch.context() as broken:
        broken.setattr(owner, name, stop)
        with pytest.raises(raised), new_book(io.BytesIO(), read_theme(), title="Prov") as book:
            book.table(book.add_sheet("Blad"), 0, "Tabell", columns_of([("Rubrik", 10)], [["text"]]))
    del book
    gc.collect()
    assert capsys.readouterr() == ("", "")


def test_a_text_that_no_file_can_hold_is_told_as_such() -> None:
    with pytest.raises(UnicodeEncodeError), new_book(io.BytesIO(), read_theme(), title="\udcff") as book:
        book.add_sheet("Blad")


def test_what_is_packed_is_let_go_of() -> None:
    """A worksheet knows what it was written to, which knows the file."""
    gc.collect()
    before = sum(isinstance(o, zipfile.ZipFile) for o in gc.get_objects())
    gc.disable()
    try:
        with new_book(io.BytesIO(), read_theme(), title="Prov") as book:
            book.table(book.add_sheet("Blad"), 0, "Tabell", columns_of([("Rubrik", 10)], [["text"]]))
        packed = [o for o in gc.get_objects() if isinstance(o, Part)]
        assert not [part for part in packed if not part.closed or hasattr(part, "_member")]
    finally:
        gc.enable()
    del book, packed
    gc.collect()
    assert sum(isinstance(o, zipfile.ZipFile) for o in gc.get_objects()) == before
