"""The sheet *Läs mig*: what to do, by when, how much is filled, and what the colours mean."""

import io
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from indikator_excel.indicators.model import Round
from indikator_excel.indicators.rule import partly_in_words
from indikator_excel.indicators.vocabulary import CHECK, Verdict
from indikator_excel.templates import layout
from indikator_excel.templates.layout import Field, Status
from indikator_excel.templates.prefill import Prefill
from indikator_excel.templates.validation import column_validation, text_validation
from indikator_excel.xlsx.book import TITLE_HEIGHT, Book
from indikator_excel.xlsx.content import Content, Formula, Styled
from indikator_excel.xlsx.fit import row_height

if TYPE_CHECKING:
    from indikator_excel.xlsx.worksheet import Worksheet

_WIDTHS = (24, 96)
_PIXELS_PER_CHARACTER = 7
_LOGO_HEIGHT, _LOGO_WIDTH = 44, 260  # pixels

_VERDICT_MEANING = {
    Verdict.MET: "Målet är nått.",
    Verdict.NOT_MET: "Målet är inte nått.",
    Verdict.NOT_ASSESSABLE: "Svar finns, men målet, läget eller värdet saknas eller går inte att jämföra.",
    Verdict.NO_ANSWER: "Raden är inte ifylld.",
}
_TROUBLE: list[tuple[str, Content | Styled]] = [
    ("En gul cell blev låst", "Ångra (Ctrl+Z) och klistra in igen med Klistra in special, Värden."),
    ("Värdet visas fel", "Radera cellen och skriv bara talet med decimalkomma, utan enhet."),
    ("En rad hör inte till er", "Välj inte tillämpligt i Ej mätt och skriv i Kommentar vem som borde svara."),
]


class FrontPage(Struct, frozen=True):
    """What the sheet says. ``statuses`` refers to the status column; the counts are the stored result."""

    department: str
    round: Round
    steps: list[str]
    statuses: str
    done_rows: int
    rows: int
    prefill: Prefill
    #: What the register says of how indicators are measured: name and text.
    described: list[tuple[str, str]]

    def write(self, book: Book, sheet: "Worksheet") -> None:
        """Write the sheet: two columns, what it is about and what is said of it."""
        for number, width in enumerate(_WIDTHS):
            sheet.set_column(number, number, width, book.text)
        sheet.hide_gridlines(2)
        sheet.set_row(0, TITLE_HEIGHT)
        sheet.write_string(0, 0, f"{self.department} – {self.round.value_header}", book.title)
        self._write_logo(book, sheet)
        sheet.write_string(1, 0, self.round.full_title, book.format(font_color=book.theme.muted))
        row = self._section(book, sheet, 2, "Så här gör du", [(f"Steg {n}", s) for n, s in enumerate(self.steps, 1)])
        row = self._answer(book, sheet, row)
        row = self._legend(book, sheet, row)
        row = self._section(book, sheet, row, "Om något går fel", _TROUBLE)
        if self.described:
            self._section(book, sheet, row, "Så mäts indikatorerna", [*self.described])
        sheet.protect("", {"format_columns": True, "format_rows": True})

    def _write_logo(self, book: Book, sheet: "Worksheet") -> None:
        """Put the municipality's logo in the upper right corner, as tall as title and subtitle are."""
        logo = book.theme.logo
        if logo is None:
            return
        scale = min(_LOGO_HEIGHT / logo.height, _LOGO_WIDTH / logo.width)
        options = {
            "image_data": io.BytesIO(logo.data),
            "x_scale": scale,
            "y_scale": scale,
            "x_offset": _PIXELS_PER_CHARACTER * _WIDTHS[1] - logo.width * scale,
            "description": f"Logotyp för {self.round.municipality or 'kommunen'}",
            "object_position": 2,
        }
        sheet.insert_image(0, 1, "logotyp.png", options)

    def _section(
        self, book: Book, sheet: "Worksheet", row: int, title: str, lines: "list[tuple[str, Content | Styled]]"
    ) -> int:
        """Write a heading with its lines, and return the next free row."""
        book.write_heading(sheet, row, title)
        for label, content in lines:
            row += 1
            shown = content if isinstance(content, str) else ""
            sheet.set_row(row, row_height([(label, _WIDTHS[0]), (shown, _WIDTHS[1])]))
            sheet.write_string(row, 0, label, book.format(bold=True, text_wrap=True))
            book.put(sheet, row, 1, content if isinstance(content, Styled) else Styled(content, book.text))
        return row + 1

    def _answer(self, book: Book, sheet: "Worksheet", row: int) -> int:
        """Write the deadline, whom to ask, how much is filled, and the cells that hold for the whole workbook."""
        look: dict[str, Any] = {
            "bg_color": book.theme.entry,
            "border": 1,
            "border_color": book.theme.border,
            "align": "left",
            "locked": False,
        }
        filled = f'COUNTIF({self.statuses},"{Status.DONE}")'
        counted = f'{filled}&" av {self.rows} klara"'
        deadline = self.round.deadline.isoformat() if self.round.deadline else ""
        lines: list[tuple[str, Content | Styled]] = [(layout.DEADLINE_LABEL, deadline)] if deadline else []
        lines += [(layout.CONTACT_LABEL, self.round.contact)] if self.round.contact else []
        # By position from a locked anchor, as everywhere: the cell may be cut and pasted.
        says_done = f"INDEX($B$1:$B$99,{row + len(lines) + 3})"
        doubt = f'IF(AND({says_done}="ja",{filled}<{self.rows}),"{_NOT_DONE}","")'
        shown = f"{self.done_rows} av {self.rows} klara"
        if self.prefill.done and self.done_rows < self.rows:
            shown += _NOT_DONE
        lines += [
            ("Ifyllt", Formula(f"={counted}&{doubt}", shown)),
            (layout.DONE_LABEL, Styled("ja" if self.prefill.done else None, book.format(**look))),
            (layout.RESPONDENT_LABEL, Styled(self.prefill.respondent or None, book.format(**look))),
            (
                layout.MEASURED_ON_LABEL,
                Styled(self.prefill.measured_on, book.format(**look, num_format="yyyy-mm-dd")),
            ),
        ]
        after = self._section(book, sheet, row, "Svara", lines)
        sheet.data_validation(after - 3, 1, after - 3, 1, _DONE_VALIDATION)
        sheet.data_validation(
            after - 2, 1, after - 2, 1, text_validation(layout.RESPONDENT_LABEL, _RESPONDENT_PROMPT)
        )
        sheet.data_validation(after - 1, 1, after - 1, 1, column_validation(Field.MEASURED_ON, self.round))
        note = "Uppgiftslämnare och mätdatum gäller alla rader där inget annat står."
        sheet.write_string(after, 1, note, book.muted)
        return after + 1

    def _legend(self, book: Book, sheet: "Worksheet", row: int) -> int:
        """Write what the colours and symbols mean."""
        book.write_heading(sheet, row, "Vad färgerna betyder")
        for verdict in Verdict:
            row += 1
            look = {"border": 1, "border_color": book.theme.border}
            sheet.write_string(row, 0, verdict.label, book.verdict(verdict, **look))
            meaning = partly_in_words(self.round.partly) if verdict is Verdict.PARTLY else _VERDICT_MEANING[verdict]
            sheet.write_string(row, 1, meaning, book.text)
        row += 1
        sheet.write_string(row, 0, CHECK, book.format(bold=True))
        sheet.write_string(row, 1, _CHECK_MEANING, book.text)
        if self.prefill.is_correction:
            row += 1
            paint = book.theme.fault
            look = {"bg_color": paint.fill, "font_color": paint.text, "border": 1, "bold": True}
            sheet.write_string(row, 0, f"{layout.MUST_SYMBOL} {layout.CORRECTIONS_SHEET}", book.format(**look))
            sheet.write_string(row, 1, _FAULT_MEANING, book.text)
        return row + 1


_CHECK_MEANING = "Värdet går inte att läsa säkert. Skriv bara talet, eller välj ett ord i listan."
_FAULT_MEANING = "Cellen måste rättas. Varför står i kolumnen Att rätta, och i cellens anteckning."
_RESPONDENT_PROMPT = "Ditt namn. Det gäller alla rader där inget annat står."
_NOT_DONE = ". Ni har valt ja vid Vi är klara, men kolumnen Att göra visar vad som saknas."
_DONE_VALIDATION = {
    "validate": "list",
    "source": ["ja", "nej"],
    "input_title": layout.DONE_LABEL,
    "input_message": "Välj ja när alla rader är ifyllda eller förklarade.",
    "error_title": "Välj ja eller nej",
    "error_message": "Välj ja eller nej i listan, eller lämna cellen tom.",
}
