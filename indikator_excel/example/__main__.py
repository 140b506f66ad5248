"""``python -m indikator_excel.example``: make the example annex, the finished example and the empty register anew."""

import os
import shutil

from indikator_excel.annex.read import read_annex
from indikator_excel.errors import UserError
from indikator_excel.example.annex import word_annex
from indikator_excel.example.data import ANNEX, RESULT, WORD_ANNEX
from indikator_excel.example.round import try_out
from indikator_excel.files import workbook_bytes, write_whole
from indikator_excel.log.journal import Journal
from indikator_excel.register.update import blank_register
from indikator_excel.resources import bundled

#: The example is finished on a day of its own, so that its files are the same whenever they are made.
EXAMPLE_DAY = "1738569600"  # 2025-02-03


def main() -> None:
    """Write ``exempel/bilaga-2024.docx``, ``exempel/resultat`` and ``mallar/register.xlsx``, in a checkout."""
    os.environ["SOURCE_DATE_EPOCH"] = EXAMPLE_DAY
    examples = bundled("exempel")
    write_whole(examples / WORD_ANNEX, word_annex(read_annex(examples / ANNEX)))
    result = examples / RESULT
    shutil.rmtree(result, ignore_errors=True)
    try_out(result, Journal("prova"))
    write_whole(bundled("mallar") / "register.xlsx", workbook_bytes(blank_register().workbook))


if __name__ == "__main__":
    try:
        main()
    except UserError as error:
        raise SystemExit(str(error)) from None
