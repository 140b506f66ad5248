"""``python -m indikator_excel.example``: make the finished example and the empty register anew, in a checkout."""

import os
import shutil

from indikator_excel.errors import UserError
from indikator_excel.example.data import RESULT
from indikator_excel.example.round import try_out
from indikator_excel.files import workbook_bytes, write_whole
from indikator_excel.register.update import blank_register
from indikator_excel.resources import bundled

#: The example is finished on a day of its own, so that its files are the same whenever they are made.
EXAMPLE_DAY = "1738569600"  # 2025-02-03


def main() -> None:
    """Write ``exempel/resultat`` and ``mallar/register.xlsx``."""
    os.environ["SOURCE_DATE_EPOCH"] = EXAMPLE_DAY
    result = bundled("exempel") / RESULT
    shutil.rmtree(result, ignore_errors=True)
    try_out(result)
    write_whole(bundled("mallar") / "register.xlsx", workbook_bytes(blank_register().workbook))


if __name__ == "__main__":
    try:
        main()
    except UserError as error:
        raise SystemExit(str(error)) from None
