"""The code follows the round, in one direction."""

from __future__ import annotations

import grimp
import pytest

#: Each station may use those before it, never those after it.
STATIONS = [
    {"errors", "garbage"},
    {"container"},
    {"indicators"},
    {"files", "folder", "progress", "resources", "workers"},
    {"log"},
    {"xlsx", "findings"},
    {"opening"},
    {"explain"},
    {"annex"},
    {"register"},
    {"templates"},
    {"replies"},
    {"consolidation"},
    {"corrections"},
    {"dispatch"},
    {"annex_document"},
    {"rounds"},
    {"example"},
    {"cli"},
    {"start"},
]


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("indikator_excel", cache_dir=None)


def station(module: str) -> int | None:
    name = module.split(".")[1] if "." in module else ""
    return next((n for n, names in enumerate(STATIONS) if name in names), None)


def test_every_module_has_a_station(graph: grimp.ImportGraph) -> None:
    strays = {m for m in graph.modules if station(m) is None} - {"indikator_excel", "indikator_excel.__main__"}
    assert not strays


def test_imports_go_back_along_the_round_and_never_forward(graph: grimp.ImportGraph) -> None:
    forward = [
        f"{importer} imports {imported}"
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if (one := station(importer)) is not None and (other := station(imported)) is not None and other > one
    ]
    assert not forward


def test_no_circles(graph: grimp.ImportGraph) -> None:
    circles = [
        (module, imported)
        for module in graph.modules
        for imported in graph.find_modules_directly_imported_by(module)
        if graph.chain_exists(imported, module)
    ]
    assert not circles


def test_the_domain_does_no_input_or_output(graph: grimp.ImportGraph) -> None:
    external = grimp.build_graph("indikator_excel", include_external_packages=True, cache_dir=None)
    domain = [m for m in graph.modules if m.startswith(("indikator_excel.indicators", "indikator_excel.findings"))]
    used = {name for m in domain for name in external.find_modules_directly_imported_by(m)}
    assert not used & {"pandas", "openpyxl", "xlsxwriter", "click", "pathlib", "os", "io"}
