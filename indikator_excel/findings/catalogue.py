"""Every kind of finding by its code, as ``regler`` prints them.

Families: F the file, S its structure, V a value, R what an answered row gives reason to ask, H the whole, G the
register, B the annex's document.
"""

from indikator_excel.findings import (
    about_annex,
    about_files,
    about_register,
    about_rows,
    about_structure,
    about_values,
    about_whole,
)
from indikator_excel.findings.finding import Kind

_FAMILIES = (about_files, about_structure, about_values, about_rows, about_whole, about_register, about_annex)
CATALOGUE: dict[str, Kind] = {
    kind.code: kind
    for family in _FAMILIES
    for kind in sorted((k for k in vars(family).values() if isinstance(k, Kind)), key=lambda kind: kind.code)
}
