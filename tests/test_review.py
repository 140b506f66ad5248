"""``granska``: what an auditor would ask about the register, and the controller's answers taken over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from helpers import assign, edit_register
from openpyxl import load_workbook

from indikator_excel.annex.read import read_annex
from indikator_excel.cli import run
from indikator_excel.errors import UserError
from indikator_excel.folder import RoundFolder
from indikator_excel.indicators.text import join_and
from indikator_excel.register import update
from indikator_excel.register.current import current_register
from indikator_excel.register.review.run import review_folder
from indikator_excel.register.update import update_register

if TYPE_CHECKING:
    from pathlib import Path

#: Everything that must be seen in the real annex: the finding, and the row or (for what is no row) a piece of text.
REAL_ANNEX = {
    ("G01", "23 indikatorer saknar förvaltning"),
    *{("G02", id_) for id_ in ("HK-03", "HK-04")},  # >Xx st, <Xx
    *{("G03", id_) for id_ in ("HK-01", "HK-03", "HK-04")},  # 31/12 X
    ("G05", "HK-03"),  # kWh against st
    ("G06", "HK-05"),  # an empty baseline
    ("G07", "ÖK-04"),  # ≥18 as a baseline
    *{("G08", id_) for id_ in ("KK-01", "KK-02", "KK-03", "KK-04", "MU-02", "IE-01", "IE-02")},
    ("G09", "HK-03"),  # "minskar" beside >
    ("G10", "12 mål"),
    ("G14", "HK-04"),  # <Xx beside kWh
    *{("G15", id_) for id_ in ("ÖK-04", "ÖK-07", "ÖK-08")},  # minst två, minst fyra, minst två
    ("G16", "HK-02"),  # "och analyseras"
    ("G17", "ÖK-09, ÖK-10, HK-02"),  # no scale given
    ("G18", "”Nuläge 2023” och ”Målvärde”"),
    ("G19", "”Vi skapar möjligheter för ökad delaktighet och inflytande”"),
    ("G19", "”Vi tar ett gemensamt ansvar för nästa generation”"),
    ("G20", "vuxenstudering"),
    ("G21", "HK-05"),  # del- och helår
}


DISAGREE = [
    "ÖK-04",
    "ÖK-07",
    "ÖK-08",
    "KK-01",
    "KK-02",
    "KK-03",
    "KK-04",
    "MU-02",
    "IE-01",
    "IE-02",
    "HK-02",
    "HK-03",
]


#: Those that are met by standing still.
STILL = ["ÖK-04", "ÖK-05", "ÖK-06", "ÖK-07", "KK-01", "KK-02", "KK-03", "KK-04", "MU-02", "IE-01", "IE-02"]
STILL += ["HK-01"]


def register_of(folder: Path, *rows: str, groups: str = "Indikatorer") -> RoundFolder:
    """A round whose annex has these rows (name, läget, målvärde), all answered for."""
    annex = folder / "bilaga.txt"
    header = f"{groups}\tLäget 2023\tMålvärde 2024\tPrognos/Utfall"
    lines = ["Bilaga 2024", "Skola", "är ett område.", "Alla når sina mål", header, *(f"{row}\t" for row in rows)]
    annex.write_text("\n".join(lines), encoding="utf-8")
    round_ = RoundFolder(folder)
    update_register(round_, read_annex(annex))
    assign(round_, {"BIL": ("Bildning", range(len(rows)))})
    goals = {f"S-{n + 1:02d}": "Alla når sina mål" for n in range(len(rows))}
    for id_ in [c.value for c in load_workbook(round_.register)["Indikatorer"]["A"][1:] if c.value]:
        edit_register(round_, str(id_), Mål=next(iter(goals.values())))
    return round_


def asked(folder: RoundFolder) -> list[tuple[str, str]]:
    return [(q.code, q.finding.indicator_id) for q in review_folder(folder).questions]


def answer(folder: RoundFolder, answers: dict[tuple[str, str], str]) -> None:
    """Write into the column Svar, as the controller does: (code, ID) -> answer."""
    workbook = load_workbook(folder.register)
    sheet = workbook["Frågor"]
    columns = {c.value: c.column for c in sheet[1]}
    left = dict(answers)
    for row in range(2, sheet.max_row + 1):
        key = (sheet.cell(row, columns["Kod"]).value, sheet.cell(row, columns["ID"]).value or "")
        if key in left:
            sheet.cell(row, columns["Svar"]).value = left.pop(key)
    assert not left, f"not asked: {left}"
    workbook.save(folder.register)


def cell(folder: RoundFolder, id_: str, header: str) -> str:
    sheet = load_workbook(folder.register)["Indikatorer"]
    columns = {c.value: c.column for c in sheet[1]}
    row = next(r for r in range(2, sheet.max_row + 1) if sheet.cell(r, 1).value == id_)
    return str(sheet.cell(row, columns[header]).value or "")


def test_the_review_of_the_real_annex(folder: RoundFolder) -> None:
    review = review_folder(folder)
    found = {(q.code, q.finding.indicator_id) for q in review.questions}
    wanted_rows = {(code, what) for code, what in REAL_ANNEX if re.fullmatch(r"[A-ZÅÄÖ]+-\d+", what)}
    assert {pair for pair in found if pair[1]} == wanted_rows
    for code, text in REAL_ANNEX - wanted_rows:
        assert [q for q in review.questions if q.code == code and text in q.finding.message], (code, text)
    assert len(review.questions) == len(REAL_ANNEX)  # and nothing else
    assert (review.indicators, len(review.standing_still), review.not_assessable) == (
        23,
        12,
        ("HK-01", "HK-03", "HK-04"),
    )
    assert review.letter == (
        (
            f"12 av 23 målvärden är uppfyllda även om ingenting händer ({join_and(STILL)}); "
            "ett av dem kan inte bedömas än."
        ),
        "3 av 23 målvärden kan inte bedömas som de står: HK-01, HK-03 och HK-04.",
        f"Text och siffror säger olika saker i 12 rader: {join_and(DISAGREE)}.",
    )
    # Nothing but the questions is written, and each says where its answer goes.
    assert cell(folder, "HK-03", "Målvärde") == ">Xx st"
    sheet = load_workbook(folder.register)["Frågor"]
    assert [c.value for c in sheet[1]][:7] == ["Kod", "Nivå", "ID", "Indikator", "Fråga", "Förslag", "Svar"]
    assert sheet.max_row == len(review.questions) + 1
    assert all("även 0" not in str(c.value) for c in sheet["E"])
    assert [q.finding.message for q in review.questions if "Till och med 0 räcker" in q.finding.message]


def test_a_clean_register_raises_no_question(tmp_path: Path) -> None:
    clean = register_of(
        tmp_path,
        "Andel elever med minst tre godkända betyg\t81 %\t≥ 90 %",
        "Andel brukare som fått minst ett besök per vecka\t70 %\tminst 80 %",
        "Antal möten ska öka\t4\t> 4",
        "Minst fyra träffar hålls\t3\t≥ 4",
        "Sjukfrånvaron minskar\t6,8 %\t< 2023",
        "Personalomsättningen ökar inte\t11 %\t≤ 2023",
        "Kostnaden ska inte öka\t12 400 kr/elev\thögst 12 400 kr/elev",
        "Minst 30 minuters rörelse om dagen, antal skolor\t4 st\t≥ 6 st",
        "Elevernas nöjdhet (NKI)\tNKI 70\tNKI 72",
        "Budgeten hålls\tNej\tJa",
        "Förebyggande arbete för att minska våldet, antal insatser\t5\t≥ 6",
        "Öka eller bibehålla andelen nöjda\t70 %\t≥ 72 %",
        "Högst tre klagomål per månad\t40\t≤ 36",
        "Skolor med två eller fler lovskolor\t3\t≥ 4",
        "Elproduktion\t400 kWh\t≥ 500 kWh",
        "Olyckor\t2\t0",
        "Elever i årskurs 3 som når målen. *Nationella prov.\t70 %\t100 %",
        "Planen tas fram och antas senast i juni\tNej\tJa",
    )
    review = review_folder(clean)
    assert [(q.code, q.finding.message) for q in review.questions] == []
    assert review.letter == (
        "2 av 18 målvärden är uppfyllda även om ingenting händer (SK-06 och SK-07).",
        "Alla 18 målvärden kan bedömas.",
        "Text och siffror säger samma sak överallt.",
    )


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("Antal besökare ska öka\t400\t≥ 400", "G08"),
        ("Sjukfrånvaron ska minska\t6 %\t≤ 2023", "G08"),
        ("Antal olyckor minskar\t4\t≥ 4", "G09"),
        ("Andelen nöjda ska öka\t70 %\thögst 60 %", "G09"),
        ("Minst tre utbildningar hålls\t1\t≥ 2", "G15"),
        ("Högst två avvikelser\t5\t≤ 3", "G15"),
        ("Planen tas fram och antas\tsaknas\tantagen", "G16"),
        ("Sjukfrånvaron ska vara högst 5 %\t6 %\t≥ 5 %", "G09"),
        ("Antal elever per lärare ska vara högst 12\t13\t≥ 12", "G09"),
        ("Fler elever ska bli behöriga\t80 %\t≤ 2023", "G09"),
        ("Färre sjukdagar\t12\t≥ 12", "G09"),
        ("Inga allvarliga olyckor\t4\t≤ 2", "G15"),
        ("Alla medarbetare har medarbetarsamtal\t80 %\t≥ 95 %", "G15"),
        ("Andelen nöjda ska vara minst 90 %\t80 %\t≥ 95 %", "G15"),
        ("Resultatet är i balans vid delår och helår\tNej\tJa", "G21"),
        ("Vår- och höst: nöjda vår och höst\t80 %\t≥ 90 %", "G21"),
        ("Andel nöjda\t80 %\t90/95/100 %", "G22"),
        ("Elförbrukning\t400 kWh\thögst 350", "G14"),
        ("Nöjda elever. *Enkät i årskurs\t80 %\t≥ 90 %", "G20"),
        ("Otrygga elever\t9 %\t5 %", "G04"),
        ("Meritvärde\t210\t≥ riket", "G13"),
        ("Meritvärde\t210\tbättre än riket", "G13"),
    ],
)
def test_the_same_kinds_are_seen_in_other_registers(tmp_path: Path, row: str, code: str) -> None:
    assert {found for found, _ in asked(register_of(tmp_path, row))} - {"G17"} == {code}


@pytest.mark.parametrize(
    ("row", "code", "written", "column", "stands"),
    [
        ("Antal besökare ska öka\t400\t≥ 400", "G08", "ja", "Målvärde", "> 400"),
        ("Antal besökare ska öka\t400\t≥ 400", "G08", "≥ 450", "Målvärde", "≥ 450"),
        ("Minst tre utbildningar hålls\t1\t≥ 2", "G15", "Ja", "Målvärde", "≥ 3"),
        ("Nöjda\t≥ 80 %\t≥ 90 %", "G07", "83 %", "Läget", "83 %"),
        ("Otrygga elever\t9 %\t5 %", "G04", "ja", "Riktning", "lägre"),
        ("Meritvärde\t210\t≥ riket", "G13", "214", "Jämförelsevärde", "214"),
        ("Meritvärde\t210\tbättre än riket", "G13", "214", "Jämförelsevärde", "214"),
        ("El\t31/12 X kWh\t≤ 5 st", "G05", "ja", "Måttenhet", "st"),
        ("Väntetid\t30 dagar\thögst 20 %", "G05", "ja", "Måttenhet", "%"),
        ("Antal besökare ska öka\t400\t≥ 400", "G08", "Ja tack!", "Målvärde", "> 400"),
        ("Antal besökare ska öka\t400\t≥ 350", "G08", "ja", "Målvärde", "> 2023"),
        ("Antal olyckor ska minska\t9\t≥ 9", "G09", "ja", "Målvärde", "< 9"),
        ("Otrygga elever\t9 %\t5 %", "G04", "lägre är bättre", "Riktning", "lägre"),
        ("Otrygga elever\t9 %\t5 %", "G04", "högst 6 %", "Målvärde", "högst 6 %"),
        ("Otrygga elever ska minska\t9\t5", "G04", "ja", "Riktning", "lägre"),
        ("Minst tre utbildningar hålls\t1\t≥ 2", "G15", "≥ 4", "Målvärde", "≥ 4"),
        ("Nöjda\tXX %\t≥ 2023", "G03", "80 %", "Läget", "80 %"),
        ("Andel nöjda\t80 %\t90/95/100 %", "G22", "ja", "Målvärde", "90 %"),
        ("Elförbrukning\t400 kWh\thögst 350", "G14", "ja", "Målvärde", "högst 350 kWh"),
        ("Resultat vid delår och helår\tNej\tJa", "G21", "ja", "Antal värden", "2"),
    ],
)
def test_an_answer_is_taken_over_by_the_next_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], row: str, code: str, written: str, column: str, stands: str
) -> None:
    folder = register_of(tmp_path, row)
    id_ = next(i for c, i in asked(folder) if c == code)
    answer(folder, {(code, id_): written})
    assert run(["status", "--mapp", str(folder.path)]) == 0
    assert f"ditt svar är infört: {id_}, {column} = ”{stands}”" in capsys.readouterr().out
    assert cell(folder, id_, column) == stands
    assert (code, id_) not in asked(folder)
    assert run(["status", "--mapp", str(folder.path)]) == 0
    assert "infört" not in capsys.readouterr().out


def test_an_answer_for_all_rows_leaves_what_she_has_written(folder: RoundFolder) -> None:
    assign(folder, {"KS": ("Kommunstyrelsen", []), "BIL": ("Bildning", [])})
    review_folder(folder)
    edit_register(folder, "ÖK-01", Förvaltning="BIL")
    answer(folder, {("G01", ""): "kommunstyrelsen", ("G17", ""): "ja"})
    register = current_register(folder)
    assert not register.unassigned
    assert register.by_id["ÖK-01"].departments == ("BIL",)
    assert register.by_id["HK-05"].departments == ("KS",)
    assert {i.id for i in register.indicators if i.overrides.scale == "Genomförande"} == {"ÖK-09", "ÖK-10", "HK-02"}
    assert {"G01", "G17"}.isdisjoint({code for code, _ in asked(folder)})


def test_what_she_lets_stand_is_not_asked_again_until_it_changes(folder: RoundFolder) -> None:
    before = len(review_folder(folder).questions)
    answer(
        folder, {("G08", "KK-01"): "nej", ("G15", "ÖK-04"): "nej", ("G10", ""): "låt stå", ("G02", "HK-03"): "nej"}
    )
    for _ in range(2):
        review = review_folder(folder)
        assert (len(review.questions), review.settled) == (before - 4, 4)
    assert cell(folder, "KK-01", "Målvärde") == "≥ 2023"
    edit_register(folder, "KK-01", Läget="18 %")
    assert ("G08", "KK-01") in asked(folder)


@pytest.mark.parametrize(
    ("key", "written", "reason"),
    [
        (("G01", ""), "Bidlning", "”Bidlning” finns inte på bladet Förvaltningar"),
        (("G17", ""), "Egen", "”Egen” finns inte på bladet Skalor"),
        (("G02", "HK-03"), "ja", "det finns inget förslag att ta"),
        (("G02", "HK-03"), "?", "det går inte att läsa som ett mål"),
        (("G03", "HK-01"), "vet ej", "det går inte att läsa som ett värde"),
        (("G08", "KK-01"), "kanske", "det går inte att läsa som ett mål"),
        (("G21", "HK-05"), "fyra", "Antal värden är 1 eller 2"),
        (("G20", ""), "vuxenstuderande", "frågan har ingen cell att föra in det i"),
    ],
)
def test_an_answer_that_can_not_be_used_stays_and_is_told(
    folder: RoundFolder, key: tuple[str, str], written: str, reason: str
) -> None:
    review_folder(folder)
    answer(folder, {key: written})
    assert any(reason in problem for problem in current_register(folder).problems)
    before = cell(folder, key[1], "Målvärde") if key[1] else ""
    for _ in range(2):
        refused = [q for q in review_folder(folder).questions if q.code == "G24"]
        assert [reason in q.finding.message for q in refused] == [True]
        assert f"Frågor, {key[0]} {key[1]}".rstrip() in refused[0].finding.message
        assert not key[1] or cell(folder, key[1], "Målvärde") == before
    assert written in [c.value for c in load_workbook(folder.register)["Frågor"]["G"]]


def test_two_answers_for_one_cell_are_not_both_taken(folder: RoundFolder) -> None:
    edit_register(folder, "ÖK-07", Indikator="Näringslivet ska öka", Läget="5")
    review_folder(folder)
    answer(folder, {("G08", "ÖK-07"): "ja", ("G15", "ÖK-07"): "ja"})
    register = current_register(folder)
    assert register.by_id["ÖK-07"].target_text == ">5"
    assert any("ett annat svar har redan gett Målvärde värdet ”>5”" in p for p in register.problems)


def test_a_sheet_that_she_has_renamed_is_found_by_its_table(folder: RoundFolder) -> None:
    review_folder(folder)
    answer(folder, {("G03", "HK-01"): "11 %"})
    workbook = load_workbook(folder.register)
    workbook["Frågor"].title = "Frågor till Anna"
    workbook.save(folder.register)
    assert current_register(folder).by_id["HK-01"].baseline_text == "11 %"
    review_folder(folder)
    assert "Frågor" not in load_workbook(folder.register).sheetnames


def test_answers_without_the_columns_that_place_them_are_told(folder: RoundFolder) -> None:
    review_folder(folder)
    answer(folder, {("G03", "HK-01"): "11 %"})
    workbook = load_workbook(folder.register)
    workbook["Frågor"].delete_cols(9, 2)
    workbook.save(folder.register)
    assert any("Frågor, G03 HK-01" in p for p in current_register(folder).problems)


def test_contradictions_that_she_lets_stand_are_still_counted(folder: RoundFolder) -> None:
    *before, third = review_folder(folder).letter
    answer(folder, {("G08", "KK-01"): "nej", ("G09", "HK-03"): "Nej!", ("G16", "HK-02"): "nej, låt stå"})
    review = review_folder(folder)
    still = f"{third.removesuffix('.')} (2 av dem har du avgjort)."
    assert (review.letter, review.settled) == ((*before, still), 3)


def test_a_question_that_has_no_cell_is_settled_by_a_yes(folder: RoundFolder) -> None:
    """ "Vill du koppla dem?" asks for a yes, which can be written nowhere; it must not make an error of a notice."""
    before = review_folder(folder)
    answer(folder, {("G10", ""): "ja"})
    review = review_folder(folder)
    assert [taken for taken in review.answers.taken if taken.startswith("G10 är avgjord, men")]
    assert (review.settled, review.errors) == (1, before.errors)
    assert not {"G10", "G24"} & {q.code for q in review.questions}
    again = review_folder(folder)
    assert (again.settled, again.answers.taken) == (1, ())


def test_answers_count_even_where_the_register_can_not_be_written(
    folder: RoundFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    review_folder(folder)
    answer(folder, {("G03", "HK-01"): "11 %"})
    before = folder.register.read_bytes()

    def locked(*_: object) -> str:
        raise UserError("register.xlsx kunde inte skrivas. Är filen öppen i Excel?")

    monkeypatch.setattr(update, "save", locked)
    register = current_register(folder)
    assert register.by_id["HK-01"].baseline_text == "11 %"
    assert "kunde inte sparas" in register.answered[-1]
    assert folder.register.read_bytes() == before
    monkeypatch.undo()
    assert current_register(folder).answered == ("ditt svar är infört: HK-01, Läget = ”11 %”",)


def test_an_annex_read_again_keeps_the_answers(folder: RoundFolder, annex_file: Path) -> None:
    review_folder(folder)
    answer(folder, {("G08", "KK-01"): "ja", ("G03", "HK-01"): "11 %"})
    update = update_register(folder, read_annex(annex_file))
    assert len(update.answers.taken) == 2
    assert {(c.id, c.column) for c in update.changes} == {("KK-01", "Målvärde"), ("HK-01", "Läget")}
    assert cell(folder, "KK-01", "Målvärde") == "> 2023"


def test_a_value_of_another_year_is_found_in_historik(folder: RoundFolder) -> None:
    workbook = load_workbook(folder.register)
    history = workbook["Historik"]
    for row in (
        (2021, "Helår", "KK-01", "Matematik", None, "22 %", None),
        (2020, "Helår", "KK-01", "Matematik", "BIL", "30 %", None),
        (2020, "Helår", "KK-01", "Matematik", "VUX", "31 %", None),
    ):
        history.append(row)
    workbook.save(folder.register)
    edit_register(folder, "KK-01", Målvärde="≥ 2021")
    edit_register(folder, "KK-02", Målvärde="≥ 2021")
    rules = current_register(folder).rules
    assert (rules["KK-01"].threshold, rules["KK-01"].held_against) == (22, "22 % (värdet 2021)")  # type: ignore[union-attr]
    assert "G04" in {code for code, id_ in asked(folder) if id_ == "KK-02"} or rules["KK-02"].threshold == 2021  # type: ignore[union-attr]
    edit_register(folder, "KK-01", Målvärde="högre än 2020 års nivå")  # two departments' values are not one
    assert ("G13", "KK-01") in asked(folder)


#: Rows of Swedish registers whose target is a bare number at or above the baseline, though lower is better.
LOWER_IS_BETTER = [
    "Sjukfrånvaro\t4 %\t5 %",
    "Sjukfrånvaro män\t4 %\t4 %",
    "Kostnad per elev, kr\t120 000\t120 000",
    "Väntetid till BUP, dagar\t30\t30",
    "Antal klagomål\t12\t15",
    "Arbetslöshet\t6 %\t7 %",
    "Avhopp från gymnasiet\t8\t8",
    "Andel underkända\t10 %\t11 %",
    "Andel obehöriga lärare\t25 %\t25 %",
    "Personalomsättning\t9 %\t10 %",
    "Handläggningstid bygglov, veckor\t8\t10",
    "Antal avvikelser i hemtjänsten\t40\t40",
    "Fallolyckor på särskilt boende\t3\t4",
    "Antal vräkningar som berör barn\t2\t2",
    "Anmälda våldsbrott per 1 000 invånare\t9\t9",
    "Utsläpp av växthusgaser, ton\t330\t330",
    "Energianvändning i kommunens lokaler, kWh/m²\t150\t150",
    "Matsvinn per portion, gram\t40\t45",
    "Nettolåneskuld per invånare, kr\t20 000\t21 000",
    "Hushåll med försörjningsstöd\t80\t80",
    "Vakanta tjänster\t5\t6",
    "Restid till arbetet, minuter\t35\t35",
    "Återfall inom ett år\t10 %\t10 %",
    "Minskad sjukfrånvaro\t5 %\t5 %",
    "Färre ärenden över tiden\t5\t5",
    "Antal dagar från ansökan till beslut\t14\t14",
    "Elever per lärare\t12\t12",
    "Personal som en brukare möter på 14 dagar\t15\t15",
    "Andel som utsatts för kränkande behandling\t8 %\t8 %",
]
HIGHER_IS_BETTER = [
    "Andel klagomål som besvaras inom 14 dagar\t80 %\t90 %",
    "Andel ärenden med handläggningstid under 10 veckor\t80 %\t90 %",
    "Nöjdhet med handläggningstiden\t60 %\t65 %",
    "Andel elever utan frånvaro\t60 %\t65 %",
    "Andel som går från försörjningsstöd till arbete\t20 %\t25 %",
    "Andel fossilfria bränslen, av all förbrukning\t20 %\t25 %",
    "Andel chefer med utbildning i att förebygga olyckor\t20 %\t25 %",
    "Andel som inte har utsatts för våld\t80 %\t90 %",
    "Kostnadstäckning i VA-verksamheten\t90 %\t95 %",
    "Andel trygga invånare\t70 %\t75 %",
    "Lärarbehörighet\t70 %\t75 %",
    "Andel personal som känner till rutinen för avvikelser\t70 %\t75 %",
    "Hushållsavfall som återvinns\t40 %\t45 %",
    "Sjukfrånvaro följs upp i samtal\t90 %\t100 %",
    "Antal besök\t12\t15",
    "Andel hushållsavfall som samlas in för återvinning\t40 %\t45 %",
    "Antal genombrott i forskningen\t1\t2",
    "Jämställdhet per kön\t40\t50",
]


def test_a_bare_target_that_is_met_by_more_is_asked_about_where_the_words_want_less(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An absence of 8 % against a target of 5 % must not be green before anybody was asked which way is better."""
    folder = register_of(tmp_path, *LOWER_IS_BETTER, *HIGHER_IS_BETTER)
    lower = [f"SK-{n + 1:02d}" for n in range(len(LOWER_IS_BETTER))]
    questions = [q for q in review_folder(folder).questions if q.code == "G26"]
    assert {q.finding.indicator_id: (q.column, q.suggestion) for q in questions} == dict.fromkeys(
        lower, ("Riktning", "lägre")
    )
    assert questions[0].finding.message == (
        "Sjukfrånvaro: är högre eller lägre bättre? Målet ”5 %” säger det inte och läses som minst 5 %, men texten "
        "säger ”Sjukfrånvaro”."
    )
    assert run(["granska", "--mapp", str(tmp_path)]) == 1
    assert "G26 Riktningen är antagen" in capsys.readouterr().out
    # Nothing is read otherwise until she says so; her answer turns it, and is not asked for again.
    assert cell(folder, "SK-01", "Läst som") == "minst 5 %"
    answer(folder, {("G26", "SK-01"): "ja", ("G26", "SK-02"): "nej", ("G26", "SK-03"): "högre"})
    assert [id_ for code, id_ in asked(folder) if code == "G26"] == lower[3:]
    assert (cell(folder, "SK-01", "Läst som"), cell(folder, "SK-01", "Jämförelse")) == ("högst 5 %", "högst")
    assert [cell(folder, f"SK-{n:02d}", "Jämförelse") for n in (2, 3)] == ["minst", "minst"]


def test_the_words_around_a_short_name_tell_the_direction_too(tmp_path: Path) -> None:
    rows = ("Kvinnor\t4 %\t5 %", "Andel trygga\t70 %\t75 %", "Minst 4 %\t4 %\t≥ 5 %")
    folder = register_of(tmp_path, *rows, groups="Sjukfrånvaro")
    assert [id_ for code, id_ in asked(folder) if code == "G26"] == ["SK-01"]


def test_a_reduction_may_be_meant_either_way(tmp_path: Path) -> None:
    folder = register_of(tmp_path, "Minskning av utsläpp\t10 %\t20 %")
    (question,) = (q for q in review_folder(folder).questions if q.code == "G26")
    assert question.suggestion == ""


def test_a_lone_target_says_that_its_direction_is_presumed(capsys: pytest.CaptureFixture[str]) -> None:
    presumed = "Riktningen är antagen"
    for arguments, told in (
        (["5 %", "--läge", "4 %", "--utfall", "8 %"], True),
        (["4 %", "--läge", "4 %"], True),
        (["5 %", "--läge", "4 %", "--riktning", "lägre"], False),
        (["minst 5 %", "--läge", "4 %"], False),
        (["100 %", "--läge", "99 %"], False),
    ):
        assert run(["bedöm", *arguments]) == 0
        assert (presumed in capsys.readouterr().out) is told, arguments


def test_headers_that_differ_are_told_once_by_table_or_area(tmp_path: Path) -> None:
    """A merged column of goals makes every row a group of its own; none of them is the table's name."""
    head = "Mål\tNyckeltal\tUtfall 2023\tMål 2024\tUtfall 2024"
    rows = ("Behöriga till gymnasiet\tAndel\t70 %\t≥ 75 %\t", "Fler vuxna ute\tVandringar\t4\t≥ 5\t")
    other = "Läslust\tLäget 2023\tMål 2024\tUtfall 2024"
    annex = tmp_path / "bilaga.txt"
    lines = ["Bilaga 2024", "Skola", "är ett område.", head, *rows, "Bibliotek", other, "Lån\t5\t≥ 6\t"]
    annex.write_text("\n".join(lines), encoding="utf-8")
    folder = RoundFolder(tmp_path)
    update_register(folder, read_annex(annex))
    messages = [q.finding.message for q in review_folder(folder).questions if q.code == "G18"]
    reading = "Kolumnerna läses som Läget 2023 och Målvärde 2024. Ska de läsas på ett annat sätt?"
    assert messages == [
        f"I området ”Skola” är rubrikerna ”Utfall 2023” och ”Mål 2024”. {reading}",
        f"I tabellen ”Läslust” är rubrikerna ”Läget 2023” och ”Mål 2024”. {reading}",
    ]


def test_a_baseline_that_can_not_be_read_is_asked_about_where_the_target_does_without(tmp_path: Path) -> None:
    """The trend, and for words what is partly met, would be missing without a word."""
    folder = register_of(tmp_path, "Nöjda\thyfsat bra\tminst 80 %", "A\t4\t≥ 5", "Plan\tpå gång\tklart")
    told = {q.finding.indicator_id: q.finding.message for q in review_folder(folder).questions if q.code == "G30"}
    assert told.keys() == {"SK-01", "SK-03"}
    assert told["SK-01"].endswith("I registret står det ”hyfsat bra”, som inte kan läsas som ett tal.")
    assert "”på gång”, som inte kan läsas som något av orden ”saknas”, " in told["SK-03"]
    answer(folder, {("G30", "SK-01"): "75 %", ("G30", "SK-03"): "påbörjat"})
    assert "G30" not in {code for code, _ in asked(folder)}


def test_a_baseline_of_another_year_is_told_and_keeps_its_unit(tmp_path: Path) -> None:
    rows = (
        "Nöjda boende\t79 % (2022)\tinte sämre än riket",
        "Nöjda elever\t70 % (2023)\t> läget",
        "A\t4 (2021)\t≥ 5",
    )
    folder = register_of(tmp_path, *rows)
    told = {q.finding.indicator_id: q.finding.message for q in review_folder(folder).questions if q.code == "G28"}
    assert told == {
        "SK-01": "Nöjda boende: läget ”79 % (2022)” är från 2022, men kolumnen gäller 2023. "
        "Finns det ett värde för 2023?",
        "SK-03": "A: läget ”4 (2021)” är från 2021, men kolumnen gäller 2023. Finns det ett värde för 2023?",
    }
    assert [cell(folder, f"SK-{n:02d}", "Måttenhet") for n in (1, 2, 3)] == ["%", "%", ""]
    answer(folder, {("G28", "SK-01"): "81 %", ("G28", "SK-03"): "nej"})
    assert "G28" not in {code for code, _ in asked(folder)}
    assert cell(folder, "SK-01", "Läget") == "81 %"


def test_an_interval_on_one_side_of_the_baseline_may_be_a_way(tmp_path: Path) -> None:
    rows = (
        "Fossilfria fordon\t41 %\t55-60 %",
        "Tomgångskörning, minuter\t90\t30–40",
        "Inom\t57 %\t55-60 %",
        "Alla\t80 %\t95–100 %",
        "Avvikelse\t-1,8 %\t±1 %",
        "Utan läge\t\t5–7",
    )
    folder = register_of(tmp_path, *rows)
    questions = [q for q in review_folder(folder).questions if q.code == "G29"]
    assert [(q.finding.indicator_id, q.suggestion) for q in questions] == [
        ("SK-01", "minst 55 %"),
        ("SK-02", "högst 40"),
    ]
    assert questions[0].finding.message == (
        "Fossilfria fordon: är utfall över 60 % också uppfyllt? Målet ”55-60 %” läses som mellan 55 och 60 %, "
        "och läget är ”41 %”."
    )
    answer(folder, {("G29", "SK-01"): "ja", ("G29", "SK-02"): "nej"})
    assert "G29" not in {code for code, _ in asked(folder)}
    assert [cell(folder, id_, "Läst som") for id_ in ("SK-01", "SK-02")] == ["minst 55 %", "mellan 30 och 40"]


def test_a_target_that_may_mean_two_things_comes_with_what_it_probably_means(tmp_path: Path) -> None:
    folder = register_of(
        tmp_path, "A\t74 %\t±0", "Budgetavvikelse\t-3 mnkr\t± 0", "C\tplats 144\tbland de 25 % bästa"
    )
    questions = {q.finding.indicator_id: q for q in review_folder(folder).questions if q.code == "G04"}
    assert [(id_, q.suggestion) for id_, q in questions.items()] == [
        ("SK-01", "oförändrat"),
        ("SK-02", "0"),
        ("SK-03", "plats 72"),
    ]
    assert questions["SK-01"].finding.message.endswith("för hand: menas exakt 0, eller oförändrat läge?")
    answer(folder, {("G04", id_): "ja" for id_ in questions})
    review_folder(folder)
    assert [cell(folder, id_, "Läst som") for id_ in ("SK-02", "SK-03")] == [
        "lika med 0 mnkr",
        "plats 72 eller bättre",
    ]


def test_a_place_that_is_said_to_be_one_can_be_judged(tmp_path: Path) -> None:
    """A yes to the unit that is suggested beside a ranking must not leave the row as grey as it was."""
    folder = register_of(tmp_path, "Företagsklimat\t144 st\ttopp 72")
    (question,) = (q for q in review_folder(folder).questions if q.code == "G05")
    assert question.suggestion == "plats"
    answer(folder, {("G05", "SK-01"): "ja"})
    assert "G05" not in {code for code, _ in asked(folder)}
    assert cell(folder, "SK-01", "Läst som") == "plats 72 eller bättre"
    assert (cell(folder, "SK-01", "Måttenhet"), cell(folder, "SK-01", "Riktning")) == ("plats", "lägre")
