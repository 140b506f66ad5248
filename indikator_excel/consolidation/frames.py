"""Walking over a frame's rows."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

#: What a row is known by: an indicator and a department.
KEY = ["indicator_id", "department"]


def records(frame: "pd.DataFrame", *columns: str) -> Iterator[Any]:
    """Yield the rows with their columns, or those named alone, as attributes and their label as ``Index``.

    Typed as Any: what a column holds is said where the frame is made, and pandas' own types would make every
    attribute the union of all that a frame can hold.
    """
    # Pandas takes the cells of a column of texts one by one, each through several calls; of objects, all at once.
    yield from (frame[list(columns)] if columns else frame).astype(object).itertuples()
