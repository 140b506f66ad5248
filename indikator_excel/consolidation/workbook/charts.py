"""Charts of verdicts: stacked bars that can be told apart in colour, in grey and read aloud."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from indikator_excel.indicators.vocabulary import Verdict
from indikator_excel.xlsx.book import Book

#: A row and a column, both from 0.
Place = tuple[int, int]


class Series(Struct, frozen=True):
    """Where a verdict's bars come from: the cell with its name, and the first and last cell of counts and names."""

    name: Place
    values: tuple[Place, Place]
    categories: tuple[Place, Place] | None = None


def stacked_bars(book: Book, sheet: str, title: str, series: Mapping[Verdict, Series]) -> Any:
    """Make a chart with a bar for each count, of a colour for each verdict and with its symbol before the number.

    The symbol is what tells the parts apart where colours don't: on a printout in grey, or for the colour-blind.

    Args:
        book: The workbook.
        sheet: The sheet that holds the counts.
        title: The chart's title.
        series: Where each verdict's counts stand.
    """
    chart: Any = book.workbook.add_chart({"type": "bar", "subtype": "stacked"})
    typeface = {"name": book.theme.font}
    names = False
    for verdict, where in series.items():
        paint = book.theme.verdicts[verdict]
        told = f'"{verdict.symbol} "0' if verdict.symbol else "0"
        options: dict[str, Any] = {
            "name": [sheet, *where.name],
            "values": [sheet, *where.values[0], *where.values[1]],
            "fill": {"color": paint.fill},
            "border": {"color": paint.text, "width": 0.75},
            # Nothing is said of a part that is not there.
            "data_labels": {"value": True, "num_format": f"{told};;", "font": {"color": paint.text}},
            "gap": 40,
        }
        if where.categories is not None:
            names = True
            options["categories"] = [sheet, *where.categories[0], *where.categories[1]]
        chart.add_series(options)
    chart.set_title({"name": title, "name_font": {"size": 12} | typeface, "overlay": False})
    chart.set_y_axis({"reverse": True, "num_font": typeface, "visible": names})
    chart.set_x_axis({"major_gridlines": {"visible": False}, "visible": False})
    chart.set_legend({"position": "bottom", "font": typeface})
    return chart
