"""Writing a Word document: paragraphs, headings, tables and footnotes as data in, the file's bytes out.

The same document gives the same bytes. All text is text: nothing in it becomes a field, a link or markup.
"""

import io
import zipfile
from collections.abc import Iterable, Sequence

from msgspec import Struct, field

from indikator_excel.container.markup import escaped
from indikator_excel.files import now
from indikator_excel.resources import Theme

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EPOCH = (1980, 1, 1, 0, 0, 0)
LANGUAGE = "sv-SE"
#: What lies between the margins of an A4 page, in twentieths of a point.
TEXT_WIDTH = 9638
_NOTE_MARK = '<w:rPr><w:rStyle w:val="Fotnotsreferens"/></w:rPr>'
_FIRST_NOTE = 2  # 0 and 1 are the lines above the notes


class Run(Struct, frozen=True):
    """A piece of text. Colours as ``#RRGGBB``; ``note`` is a footnote that the text refers to."""

    text: str
    bold: bool = False
    italic: bool = False
    colour: str = ""
    fill: str = ""
    note: str = ""
    new_line: bool = False


class Paragraph(Struct, frozen=True):
    """A paragraph; ``style`` is one of the document's, empty for running text."""

    runs: tuple[Run, ...]
    style: str = ""
    keep_next: bool = False


class Cell(Struct, frozen=True):
    """A table cell. ``down`` is ``restart`` for the first of cells that are merged downwards, then ``continue``."""

    runs: tuple[Run, ...] = ()
    span: int = 1
    fill: str = ""
    down: str = ""
    style: str = "Tabelltext"


class Row(Struct, frozen=True):
    """A table row; header rows are repeated on every page, and ``keep_next`` is not parted from the row below it."""

    cells: tuple[Cell, ...]
    header: bool = False
    keep_next: bool = False


class Table(Struct, frozen=True):
    """A table. ``title`` and ``description`` are read out to who does not see it."""

    rows: tuple[Row, ...]
    widths: tuple[int, ...]
    title: str
    description: str


class Document(Struct):
    """A whole document."""

    title: str
    subject: str = ""
    header: str = ""
    blocks: list[Paragraph | Table] = field(default_factory=list)


def document_bytes(document: Document, theme: Theme) -> bytes:
    """Return the file."""
    body = _Body(theme)
    # A document must not end with a table: Word has no place to put the cursor behind it.
    blocks = [*document.blocks, *([spacer()] if isinstance(document.blocks[-1], Table) else [])]
    content = "".join(map(body.block, blocks))
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId4"/><w:footerReference w:type="default" r:id="rId5"/>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1417" w:right="1134" w:bottom="1417" w:left="1134" '
        'w:header="708" w:footer="708" w:gutter="0"/></w:sectPr>'
    )
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _relations(
            ("officeDocument", "word/document.xml"),
            ("metadata/core-properties", "docProps/core.xml"),
            ("extended-properties", "docProps/app.xml"),
        ),
        "docProps/core.xml": _core(document),
        "docProps/app.xml": _XML + '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        'extended-properties"><Application>indikator-excel</Application></Properties>',
        "word/document.xml": _part("document", f"<w:body>{content}{section}</w:body>"),
        "word/_rels/document.xml.rels": _relations(
            *((kind, f"{kind}.xml") for kind in ("styles", "settings", "footnotes", "header", "footer"))
        ),
        "word/styles.xml": _part("styles", _styles(theme)),
        "word/settings.xml": _part("settings", _SETTINGS),
        "word/footnotes.xml": _part("footnotes", _footnotes(body.notes)),
        "word/header.xml": _part("hdr", f"<w:p>{_style('Sidhuvud')}{_text_run(document.header)}</w:p>"),
        "word/footer.xml": _part("ftr", _FOOTER),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode())
    return stream.getvalue()


class _Body:
    """Turns blocks into markup and collects their footnotes."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self.notes: list[str] = []

    def block(self, block: Paragraph | Table) -> str:
        if isinstance(block, Table):
            return self._table(block)
        return self._paragraph(block.runs, block.style, keep_next=block.keep_next)

    def _paragraph(self, runs: Iterable[Run], style: str, *, keep_next: bool = False) -> str:
        form = f'<w:pStyle w:val="{style}"/>' if style else ""
        form += "<w:keepNext/>" if keep_next else ""
        return f"<w:p>{f'<w:pPr>{form}</w:pPr>' if form else ''}{''.join(map(self._run, runs))}</w:p>"

    def _run(self, run: Run) -> str:
        look = "<w:b/><w:bCs/>" * run.bold + "<w:i/><w:iCs/>" * run.italic
        look += f'<w:color w:val="{_hex(run.colour)}"/>' if run.colour else ""
        look += _shade(run.fill)
        text = _text_run(run.text, look, new_line=run.new_line)
        if run.note:
            self.notes.append(run.note)
            number = len(self.notes) - 1 + _FIRST_NOTE
            text += (
                f'<w:r><w:rPr><w:rStyle w:val="Fotnotsreferens"/></w:rPr><w:footnoteReference w:id="{number}"/></w:r>'
            )
        return text

    def _table(self, table: Table) -> str:
        told = (
            f'<w:tblCaption w:val="{escaped(table.title)}"/><w:tblDescription w:val="{escaped(table.description)}"/>'
        )
        look = (
            '<w:tblPr><w:tblStyle w:val="Tabellrutnt"/>'
            f'<w:tblW w:w="{sum(table.widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" '
            f'w:noVBand="1"/>{told}</w:tblPr>'
        )
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in table.widths)
        rows = "".join(self._row(row, table.widths) for row in table.rows)
        return f"<w:tbl>{look}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"

    def _row(self, row: Row, widths: Sequence[int]) -> str:
        form = "<w:cantSplit/>" + "<w:tblHeader/>" * row.header
        cells, column = [], 0
        for cell in row.cells:
            width = sum(widths[column : column + cell.span])
            column += cell.span
            look = f'<w:tcW w:w="{width}" w:type="dxa"/>'
            look += f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
            look += f'<w:vMerge w:val="{cell.down}"/>' if cell.down else ""
            look += _shade(cell.fill)
            text = self._paragraph(cell.runs, cell.style, keep_next=row.header or row.keep_next)
            cells.append(f"<w:tc><w:tcPr>{look}</w:tcPr>{text}</w:tc>")
        return f"<w:tr><w:trPr>{form}</w:trPr>{''.join(cells)}</w:tr>"


def _hex(colour: str) -> str:
    return colour.lstrip("#").upper()


def _shade(fill: str) -> str:
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{_hex(fill)}"/>' if fill else ""


def _style(name: str) -> str:
    return f'<w:pPr><w:pStyle w:val="{name}"/></w:pPr>'


def _text_run(text: str, look: str = "", *, new_line: bool = False) -> str:
    form = f"<w:rPr>{look}</w:rPr>" if look else ""
    start = "<w:br/>" if new_line else ""
    return f'<w:r>{form}{start}<w:t xml:space="preserve">{escaped(text)}</w:t></w:r>'


def _part(root: str, inside: str) -> str:
    return f'{_XML}<w:{root} xmlns:w="{_W}" xmlns:r="{_R}">{inside}</w:{root}>'


def _relations(*targets: tuple[str, str]) -> str:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    package = f"{_PACKAGE}/relationships/"
    told = "".join(
        f'<Relationship Id="rId{n}" Type="{package if "/" in kind else office}{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{told}</Relationships>'


def _core(document: Document) -> str:
    stamp = now().strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escaped(document.title)}</dc:title><dc:subject>{escaped(document.subject)}</dc:subject>"
        f"<dc:language>{LANGUAGE}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{stamp}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{stamp}</dcterms:modified></cp:coreProperties>'
    )


def _footnotes(notes: Sequence[str]) -> str:
    lines = (
        '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        '<w:footnote w:type="continuationSeparator" w:id="1"><w:p><w:r><w:continuationSeparator/></w:r></w:p>'
        "</w:footnote>"
    )
    mark = f"<w:r>{_NOTE_MARK}<w:footnoteRef/></w:r>"
    return lines + "".join(
        f'<w:footnote w:id="{n}"><w:p>{_style("Fotnotstext")}{mark}{_text_run(" " + note)}</w:p></w:footnote>'
        for n, note in enumerate(notes, start=_FIRST_NOTE)
    )


_FOOTER = (
    f'<w:p>{_style("Sidfot")}{_text_run("Sida ")}<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    f'{_text_run(" av ")}<w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>'
)
_SETTINGS = (
    '<w:footnotePr><w:footnote w:id="0"/><w:footnote w:id="1"/></w:footnotePr><w:compat><w:compatSetting '
    'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    f'<w:themeFontLang w:val="{LANGUAGE}"/>'
)
_CONTENT_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.'
    'core-properties+xml"/>'
    '<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'extended-properties+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPES}.document.main+xml"/>'
    + "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPES}.{name}+xml"/>'
        for name in ("styles", "settings", "footnotes", "header", "footer")
    )
    + "</Types>"
)


def _styles(theme: Theme) -> str:
    """Return the styles, by the names that Word itself uses and with the identities of its Swedish edition."""
    size = round(theme.size * 2)
    font = f'<w:rFonts w:ascii="{escaped(theme.font)}" w:hAnsi="{escaped(theme.font)}" w:cs="{escaped(theme.font)}"/>'
    colour = f'<w:color w:val="{_hex(theme.header.fill)}"/>'
    border = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{_hex(theme.border)}"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )

    def style(id_: str, name: str, form: str = "", look: str = "", based: str = "Normal", **more: str) -> str:
        return (
            f'<w:style w:type="paragraph" w:styleId="{id_}"><w:name w:val="{name}"/><w:basedOn w:val="{based}"/>'
            + (f'<w:next w:val="{more["next"]}"/>' if "next" in more else "")
            + f"<w:qFormat/><w:pPr>{form}</w:pPr><w:rPr>{look}</w:rPr></w:style>"
        )

    def heading(level: int, size: int, before: int) -> str:
        form = f'<w:keepNext/><w:keepLines/><w:spacing w:before="{before}" w:after="80"/>'
        form += f'<w:outlineLvl w:val="{level - 1}"/>'
        look = f'<w:b/>{colour}<w:sz w:val="{size}"/>'
        return style(f"Rubrik{level}", f"heading {level}", form, look, next="Normal")

    return (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{font}"
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/><w:lang w:val="{LANGUAGE}"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
        "</w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="Normaltabell"><w:name w:val="Normal Table"/><w:tblPr>'
        '<w:tblCellMar><w:left w:w="108" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        "</w:style>"
        '<w:style w:type="table" w:styleId="Tabellrutnt"><w:name w:val="Table Grid"/>'
        f'<w:basedOn w:val="Normaltabell"/><w:tblPr><w:tblBorders>{border}</w:tblBorders></w:tblPr></w:style>'
        '<w:style w:type="character" w:styleId="Fotnotsreferens"><w:name w:val="footnote reference"/><w:rPr>'
        '<w:vertAlign w:val="superscript"/></w:rPr></w:style>'
        + style(
            "Rubrik",
            "Title",
            '<w:spacing w:after="160"/>',
            f'<w:b/>{colour}<w:sz w:val="{size + 18}"/>',
            next="Normal",
        )
        + heading(1, size + 10, 360)
        + heading(2, size + 2, 160)
        + style("Tabelltext", "Tabelltext", '<w:spacing w:before="40" w:after="40" w:line="240" w:lineRule="auto"/>')
        + style("Tabellavstnd", "Tabellavstånd", '<w:spacing w:after="0" w:line="160" w:lineRule="exact"/>')
        + style("Sidhuvud", "header", "", f'<w:color w:val="{_hex(theme.muted)}"/>')
        + style("Sidfot", "footer", '<w:jc w:val="right"/>', f'<w:color w:val="{_hex(theme.muted)}"/>')
        + style("Fotnotstext", "footnote text", '<w:spacing w:after="0"/>', f'<w:sz w:val="{size - 4}"/>')
    )


def spacer() -> Paragraph:
    """Return what keeps two tables apart: without it Word makes one table of them."""
    return Paragraph((), "Tabellavstnd")
