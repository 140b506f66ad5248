"""XlsxWriter's workbook with what it has no way to set: the document's language, a table's filters, how it is packed.

XlsxWriter is imported with this module, which is for the moment when a workbook is written.
"""

from io import BytesIO, StringIO
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter import Workbook
from xlsxwriter.core import Core
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.table import Table

from indikator_excel.xlsx.book import FILTERS

#: The language that a screen reader should read the workbook in.
LANGUAGE = "sv-SE"
#: How hard parts are compressed, from 1 to 9. The usual 6 takes three times as long, for a file a tenth smaller, or a
#: fifth of a large one.
_LEVEL = 2


class SwedishCore(Core):
    """Document properties that say the language."""

    def _write_dc_description(self) -> None:
        super()._write_dc_description()
        self._xml_data_element("dc:language", LANGUAGE)


class PlainTexts(SharedStrings):
    """Texts that are written as they are. XlsxWriter takes ``<r>…</r>`` for its own marks of several typefaces."""

    string_table: Any

    def _xml_rich_si_element(self, string: str) -> None:
        self._xml_si_element(string, [])


class FilteredTable(Table):
    """A table that is filtered from the start, which XlsxWriter knows for plain ranges only."""

    properties: Any

    def _write_auto_filter(self) -> None:
        filters = self.properties.get(FILTERS)
        if not filters:
            super()._write_auto_filter()
            return
        self._xml_start_tag("autoFilter", [("ref", self.properties["autofilter"])])
        for column, (texts, blank) in sorted(filters.items()):
            self._xml_start_tag("filterColumn", [("colId", column)])
            self._xml_start_tag("filters", [("blank", 1)] if blank else [])
            for text in texts:
                self._xml_empty_tag("filter", [("val", text)])
            self._xml_end_tag("filters")
            self._xml_end_tag("filterColumn")
        self._xml_end_tag("autoFilter")


class Part(StringIO):
    """A part of the workbook on its way into the file: a StringIO, since XlsxWriter writes to nothing else."""

    def __init__(self, member: IO[bytes]) -> None:
        super().__init__()
        self._member = member

    def write_whole(self, xml: bytes) -> None:
        """Write what is markup as the file will hold it."""
        self._pass_on()
        self._member.write(xml)

    def close(self) -> None:
        """Write the rest; nothing can be written after that."""
        if not self.closed:
            self._member.write(self.getvalue().encode())
            self._member.close()
            # A worksheet keeps this for as long as it is kept itself, and would keep the file.
            del self._member
            super().close()

    def _pass_on(self) -> None:
        self._member.write(self.getvalue().encode())
        self.seek(0)
        self.truncate()


class SwedishPackager(Packager):
    """Writes the parts above in place of XlsxWriter's own, and each into the file while it is made.

    XlsxWriter makes all parts, in memory or in files, before it packs them.
    """

    workbook: Any

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__()
        self._package = ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=_LEVEL)
        self._open: Part | None = None

    def _create_package(self) -> list[Any]:
        try:
            super()._create_package()  # type: ignore[no-untyped-call]
            self._finish()
            for picture, name, _ in self.filenames:
                # By its name alone: the file then tells no time, and the same content makes the same file.
                with self._package.open(name, "w") as member:
                    member.write(picture.getvalue())
            self._package.close()
        except BaseException:
            # Given up. Else it would be finished at some later time, and what is said of that would hide the reason.
            self._package.fp = None
            raise
        return []

    def _filename(self, xml_filename: str) -> Part:
        self._finish()
        self._open = Part(self._package.open(xml_filename, "w"))
        return self._open

    def _finish(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    def _write_shared_strings_file(self) -> None:
        texts = PlainTexts()
        texts.string_table = self.workbook.str_table
        if texts.string_table.count:
            self._write_part(texts, "xl/sharedStrings.xml")

    def _write_table_files(self) -> None:
        tables = (table for sheet in self.workbook.worksheets() for table in sheet.tables)
        for number, properties in enumerate(tables, 1):
            table = FilteredTable()
            table._set_properties(properties)  # noqa: SLF001
            self._write_part(table, f"xl/tables/table{number}.xml")

    def _write_core_file(self) -> None:
        core = SwedishCore()
        core._set_properties(self.workbook.doc_properties)  # noqa: SLF001
        self._write_part(core, "docProps/core.xml")

    def _write_part(self, part: Any, name: str) -> None:
        part._set_xml_writer(self._filename(name))  # noqa: SLF001
        part._assemble_xml_file()  # noqa: SLF001


class SwedishWorkbook(Workbook):
    """A workbook that is packed so, into ``stream``."""

    def __init__(self, stream: IO[bytes], options: dict[str, Any]) -> None:
        super().__init__(BytesIO(), options)  # XlsxWriter's own package, which stays empty
        self._stream = stream

    def _get_packager(self) -> Packager:
        return SwedishPackager(self._stream)
