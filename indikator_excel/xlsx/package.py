"""XlsxWriter's workbook with what it has no way to set: the document's language, and a table's filters."""

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from xlsxwriter import Workbook

#: The language that a screen reader should read the workbook in.
LANGUAGE = "sv-SE"
#: Where a table's filters stand among what XlsxWriter knows of it.
FILTERS = "filters"


@cache
def swedish_workbook() -> "Callable[..., Workbook]":
    """Return the class of workbook. XlsxWriter is imported when the first one is written."""
    from xlsxwriter import Workbook
    from xlsxwriter.core import Core
    from xlsxwriter.packager import Packager
    from xlsxwriter.table import Table

    class SwedishCore(Core):
        """Document properties that say the language, which XlsxWriter has no way to set."""

        def _write_dc_description(self) -> None:
            super()._write_dc_description()
            self._xml_data_element("dc:language", LANGUAGE)

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

    class SwedishPackager(Packager):
        workbook: Any

        def _write_table_files(self) -> None:
            tables = (table for sheet in self.workbook.worksheets() for table in sheet.tables)
            for number, properties in enumerate(tables, 1):
                table = FilteredTable()
                table._set_xml_writer(self._filename(f"xl/tables/table{number}.xml"))  # type: ignore[no-untyped-call]  # noqa: SLF001
                table._set_properties(properties)  # noqa: SLF001
                table._assemble_xml_file()  # noqa: SLF001

        def _write_core_file(self) -> None:
            core = SwedishCore()
            core._set_properties(self.workbook.doc_properties)  # noqa: SLF001
            core._set_xml_writer(self._filename("docProps/core.xml"))  # type: ignore[no-untyped-call]  # noqa: SLF001
            core._assemble_xml_file()  # noqa: SLF001

    class SwedishWorkbook(Workbook):
        def _get_packager(self) -> Packager:
            return SwedishPackager()

    return SwedishWorkbook
