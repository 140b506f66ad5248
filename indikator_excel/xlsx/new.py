"""A new workbook."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from indikator_excel.files import now
from indikator_excel.resources import Theme
from indikator_excel.xlsx.book import Book


@contextmanager
def new_book(
    stream: io.BytesIO,
    theme: Theme,
    *,
    title: str,
    subject: str = "",
    created: datetime | None = None,
    author: str = "",
) -> Iterator[Book]:
    """Open a workbook for writing into ``stream``; it is whole when the block ends."""
    from indikator_excel.xlsx.package import SwedishWorkbook

    workbook = SwedishWorkbook(
        stream,
        {
            "in_memory": True,
            # What came in a reply is never executed: text stays text.
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_format_properties": {"font_name": theme.font, "font_size": theme.size},
        },
    )
    workbook.set_properties(
        {
            "title": title,
            "subject": subject,
            "author": author or "indikator-excel",
            "created": created or now(),
        }
    )
    workbook.set_calc_mode("auto")
    yield Book(workbook, theme)
    workbook.close()
