from __future__ import annotations

import csv
import io
import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import scales
from scales.cli import main

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = Path(sys.executable).with_name("scales")

WELCOME = """\
scales scores questionnaires from checked definition files.

  scales list                        which instruments are shipped
  scales show cls                    one of them: key, codings, rights, sources
  scales score answers.csv --instrument cls --coding always_last
                                     score a file of answers (CSV, UTF-8)
  scales new                         make a definition of your own questionnaire
  scales validate mine.yaml          check a definition file

scales COMMAND --help says more about each.
"""

MINE = """\
format: scales/1
id: calm
version: "1.0"
title: Calm (invented)
text: {status: unknown, shipped: false}
references: {paper: Author (2020). Title.}
items: 3
responses: {min: 1, max: 4}
reverse: [2]
scales:
  total: {items: all, range: [3, 12], higher_is: better}
checks:
  - {name: calmest, answers: {1: 4, 2: 1, 3: 4}, expect: {total: 12}}
"""

BRS_COLUMNS = [f"brs_{i}" for i in range(1, 7)]
# id, note, six answers, a date
PEOPLE = [
    ["007", "  two  spaces", "4", "2", "4", "2", "3", "", "2024-01-02"],
    ["1e3", 'says "no", twice', "1", "1", "1", "1", "1", "1", "NA"],
    ["+5", "小明\n第二行", "5", "1", "4", "2", "4", "2", "0.10"],
]
HEADER = ["id", "note", *BRS_COLUMNS, "date"]
SCORED = [
    ["007", "  two  spaces", "2024-01-02", "3.8", "5", "", "5"],
    ["1e3", 'says "no", twice', "NA", "3", "6", "18", "6"],
    ["+5", "小明\n第二行", "0.10", str(26 / 6), "6", "26", "6"],
]
SCORED_HEADER = [
    "id", "note", "date", "brs_mean", "brs_mean_answered", "brs_sum", "brs_sum_answered",
]  # fmt: skip
SUMMARY = (
    f"scales: brs {scales.load_instrument('brs').version}: 3 rows; scored: sum 2, all others 3\n"
)


def csv_text(rows, separator=",", end="\n") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=end).writerows(rows)
    return out.getvalue()


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


@pytest.fixture
def answers(tmp_path) -> str:
    file = tmp_path / "answers.csv"
    file.write_text(csv_text([HEADER, *PEOPLE]), encoding="utf-8")
    return str(file)


@pytest.fixture
def run(capsys):
    """Run the command in this process; return exit code, standard output, standard error."""

    def call(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as stop:
            code = stop.code
        return code, *capsys.readouterr()

    return call


@pytest.fixture
def typed(monkeypatch):
    """Put bytes or text into the standard input."""

    def put(text: str | bytes) -> None:
        raw = text if isinstance(text, bytes) else text.encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8"))

    return put


def write(folder: Path, name: str, rows) -> str:
    (folder / name).write_text(csv_text(rows), encoding="utf-8")
    return str(folder / name)


# --- looking -----------------------------------------------------------------------------------


def test_no_arguments(run):
    assert run() == (0, WELCOME, "")


def test_every_command_has_help(run):
    for command in ("list", "show", "key", "score", "validate", "new", "schema"):
        code, out, err = run(command, "--help")
        assert (code, err) == (0, "")
        assert out.startswith(f"usage: scales {command} ")
    assert run("--version") == (0, f"scales {scales.__version__}\n", "")


def test_an_unknown_command(run):
    code, out, err = run("frobnicate")
    assert (code, out) == (2, "")
    assert "invalid choice: 'frobnicate'" in err


def test_list(run):
    code, out, err = run("list")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert re.split(r"\s{2,}", lines[0]) == ["id", "items", "grade", "title"]
    assert [line.split()[0] for line in lines[1:]] == scales.list_instruments()
    assert lines[1].split() == ["brs", "6", "A", "Brief", "Resilience", "Scale"]


def test_list_in_chinese_for_programs(run):
    code, out, _ = run("list", "--json", "--lang", "zh")
    rows = json.loads(out)
    assert code == 0
    assert [row["id"] for row in rows] == scales.list_instruments()
    cls = next(row for row in rows if row["id"] == "cls")
    assert cls == {"id": "cls", "items": 24, "grade": "B", "title": "儿童孤独量表"}


def test_show(run):
    code, out, err = run("show", "cls")
    assert (code, err) == (0, "")
    assert out.startswith("cls ")
    assert "  always_first: 1 = always true\n" in out
    assert "      sum · reversed: 1 4 8 10 16 22\n" in out


def test_show_for_programs_is_the_definition(run):
    _, out, _ = run("show", "cls", "--json")
    assert scales.Instrument.from_json(out) == scales.load_instrument("cls")


def test_key(run):
    code, out, err = run("key", "brs", "--lang", "zh")
    assert (code, err) == (0, "")
    lines = [line.split() for line in out.splitlines()]
    assert lines[0] == ["item", "hint", "mean", "sum"]
    assert lines[1] == ["1", "很快恢复", "+", "+"]
    assert [line[-1] for line in lines[1:]] == ["+", "−", "+", "−", "+", "−"]


def test_key_for_programs(run):
    _, out, _ = run("key", "brs", "--json")
    rows = json.loads(out)
    assert [row["sign"] for row in rows] == [1, -1, 1, -1, 1, -1] * 2
    assert rows[1] | {"hint": "", "source": ""} == {
        "scale": "mean", "item": "2", "hint": "", "sign": -1, "weight": 1.0, "recode": "",
        "lowest": 1.0, "highest": 5.0, "source": "",
    }  # fmt: skip


def test_show_and_key_of_a_file_of_your_own(run, tmp_path):
    file = tmp_path / "calm.yaml"
    file.write_text(MINE, encoding="utf-8")
    assert run("show", file)[1].startswith("calm 1.0 · Calm (invented)\n")
    assert [line.split() for line in run("key", file)[1].splitlines()] == [
        ["item", "hint", "total"], ["1", "+"], ["2", "−"], ["3", "+"],
    ]  # fmt: skip


def test_schema(run):
    code, out, err = run("schema")
    assert (code, err) == (0, "")
    assert json.loads(out)["type"] == "object"


# --- scoring -----------------------------------------------------------------------------------


def test_score_to_standard_output(run, answers):
    code, out, err = run("score", answers, "--instrument", "brs")
    assert (code, err) == (0, SUMMARY)
    assert table(out) == [SCORED_HEADER, *SCORED]


def test_text_survives_unchanged(run, answers):
    """Ids such as 007 and 1e3, dates, NA, spaces, quotes and line breaks."""
    _, out, _ = run("score", answers, "--instrument", "brs", "--keep-items")
    assert [row[: len(HEADER)] for row in table(out)] == [HEADER, *PEOPLE]


def test_score_to_a_csv_file(run, answers, tmp_path):
    target = tmp_path / "out.csv"
    assert run("score", answers, "--instrument", "brs", "-o", target) == (0, "", SUMMARY)
    raw = target.read_bytes()
    assert table(raw.decode()) == [SCORED_HEADER, *SCORED]
    assert raw.endswith(b"\n")
    assert not raw.endswith(b"\n\n")


def test_score_to_a_json_file(run, answers, tmp_path):
    target = tmp_path / "out.json"
    assert run("score", answers, "--instrument", "brs", "-o", target) == (0, "", SUMMARY)
    data = json.loads(target.read_text(encoding="utf-8"))
    assert list(data) == ["provenance", "rows"]
    assert data["rows"][0] == {
        "id": "007", "note": "  two  spaces", "date": "2024-01-02",
        "brs_mean": 3.8, "brs_mean_answered": 5, "brs_sum": None, "brs_sum_answered": 5,
    }  # fmt: skip
    assert type(data["rows"][1]["brs_mean"]) is int


def test_provenance(run, answers):
    brs = scales.load_instrument("brs")
    code, out, _ = run(
        "score", answers, "--instrument", "brs", "--json", "--already-reversed", "2, 4",
        "--on-invalid", "missing",
    )  # fmt: skip
    assert code == 0
    assert json.loads(out)["provenance"] == {
        "library": "psychscales",
        "library_version": scales.__version__,
        "instrument": "brs",
        "instrument_version": brs.version,
        "definition_sha256": brs.fingerprint,
        "evidence_grade": "A",
        "options": {
            "coding": "published",
            "already_reversed": ["2", "4"],
            "on_invalid": "missing",
        },
    }


def test_a_table_for_people(run, answers):
    _, out, _ = run("score", answers, "--instrument", "brs", "--format", "table", "-o", "-")
    lines = out.splitlines()
    assert lines[0].split() == SCORED_HEADER
    assert lines[1].split()[-4:] == ["2024-01-02", "3.80", "5", "5"]
    assert "4.33" in out


def test_json_to_a_csv_file_is_csv_unless_told(run, answers, tmp_path):
    target = tmp_path / "scores.txt"
    run("score", answers, "--instrument", "brs", "-o", target, "--format", "json")
    assert json.loads(target.read_text(encoding="utf-8"))["rows"][0]["id"] == "007"
    run("score", answers, "--instrument", "brs", "-o", target)
    assert table(target.read_text(encoding="utf-8"))[0] == SCORED_HEADER


def test_standard_input(run, typed):
    typed("\ufeff" + csv_text([HEADER, *PEOPLE]))
    code, out, err = run("score", "-", "--instrument", "brs")
    assert (code, err) == (0, SUMMARY)
    assert table(out) == [SCORED_HEADER, *SCORED]


@pytest.mark.parametrize(("separator", "end"), [(";", "\n"), ("\t", "\r\n"), (";", "\r\n")])
def test_other_separators(run, typed, separator, end):
    rows = [[HEADER[0], *BRS_COLUMNS], ["007", "5", "1", "4", "2", "4", "2"]]
    typed(csv_text(rows, separator, end))
    _, out, _ = run("score", "-", "--instrument", "brs")
    assert table(out)[1] == ["007", str(26 / 6), "6", "26", "6"]


def test_options_reach_the_library(run, tmp_path):
    rows = [
        ["who", *(f"T1_x{i}" for i in range(1, 7))],
        ["a", "4", "2", "4", "2", "3", "1"],
    ]
    file = write(tmp_path, "wide.csv", rows)
    _, out, _ = run(
        "score", file, "--instrument", "brs", "--columns", "T1_x{}", "--prefix", "first",
        "--rules", "--keyed-items",
    )  # fmt: skip
    header, row = table(out)
    values = dict(zip(header, row, strict=True))
    assert values["first_sum"] == "24"
    assert values["first_sum_rule"] == "complete"
    assert values["first_sum_item_6"] == "5"


@pytest.mark.parametrize(
    "columns", ["a,b,c,d,e,f", " a, b ,c,d,e,f", "6=f,1=a,2=b,3=c,4=d,5=e"]
)  # fmt: skip
def test_ways_to_name_columns(run, tmp_path, columns):
    file = write(tmp_path, "letters.csv", [list("abcdef"), list("424231")])
    code, out, _ = run("score", file, "--instrument", "brs", "--columns", columns)
    assert (code, table(out)[1]) == (0, ["4", "6", "24", "6"])


def test_a_wave(run, tmp_path):
    header = [f"{wave}_brs_{i}" for wave in ("前测", "后测") for i in range(1, 7)]
    file = write(tmp_path, "waves.csv", [header, list("424231" + "111111")])
    code, _, err = run("score", file, "--instrument", "brs")
    assert code == 1
    assert err == (
        "scales: brs: the data hold several waves ('前测', '后测'); "
        "pass --wave '前测' and score each one\n"
    )
    code, out, _ = run("score", file, "--instrument", "brs", "--wave", "后测")
    assert code == 0
    assert dict(zip(*table(out), strict=True))["后测_brs_sum"] == "18"


def test_a_file_of_your_own(run, tmp_path):
    definition = tmp_path / "calm.yaml"
    definition.write_text(MINE, encoding="utf-8")
    file = write(tmp_path, "a.csv", [["Q1", "Q2", "Q3"], ["4", "1", "3"]])
    code, out, err = run("score", file, "--instrument", definition)
    assert (code, out) == (0, "calm_total,calm_total_answered\n11,3\n")
    assert err == "scales: calm 1.0: 1 row\n"


def test_a_header_without_rows(run, tmp_path):
    file = write(tmp_path, "empty.csv", [["id", *BRS_COLUMNS]])
    code, out, _ = run("score", file, "--instrument", "brs")
    assert code == 0
    assert table(out) == [["id", *SCORED_HEADER[3:]]]


def test_a_misfit_of_an_unscored_item_is_a_note(run, tmp_path):
    header = ["child", *(f"cls_{i}" for i in range(1, 25))]
    file = write(tmp_path, "cls.csv", [header, ["C1", "1", "9", *["1"] * 22]])
    code, out, err = run(
        "score", file, "--instrument", "cls", "--coding", "always_last", "--id", "child"
    )
    assert code == 0
    assert table(out)[1] == ["C1", "40", "16", "2.5", "16"]
    version = scales.load_instrument("cls").version
    assert err == (
        "scales: note: cls_2: 9 is outside 1..5 (row 1, id C1); no score uses this item\n"
        f"scales: cls {version}, coding always_last: 1 row; key grade B, a part of it rests on one source "
        "(see: scales show cls)\n"
    )


# --- refusals ----------------------------------------------------------------------------------

WRONG = [["id", *BRS_COLUMNS], ["007", *"111111"], ["008", *"911111"], ["009", *"11111x"]]
SENTENCES = (
    "brs: 2 of 3 rows do not fit. brs_1: 9 is outside 1..5 (row 2, id 008). "
    "brs_6: 'x' is no option label; allowed is 1..5 (row 3, id 009). "
)


def test_misfits(run, tmp_path):
    file = write(tmp_path, "wrong.csv", WRONG)
    code, out, err = run("score", file, "--instrument", "brs", "--id", "id")
    assert (code, out) == (1, "")
    assert re.sub(r"See error\.cases; r", "R", err) == (
        f"scales: {SENTENCES}Recode, or pass --on-invalid missing.\n"
    )


def test_misfits_for_programs(run, tmp_path):
    file = write(tmp_path, "wrong.csv", WRONG)
    code, out, err = run("score", file, "--instrument", "brs", "--id", "id", "--json")
    assert (code, err) == (1, "")
    error = json.loads(out)["error"]
    assert error["type"] == "ResponseError"
    assert error["message"].startswith(SENTENCES)
    assert error["cases"] == [
        {
            "row": 2,
            "id": "008",
            "item": "1",
            "value": "9",
            "rule": "out_of_range",
            "message": "9 is outside 1..5",
        },
        {
            "row": 3,
            "id": "009",
            "item": "6",
            "value": "x",
            "rule": "unknown_label",
            "message": "'x' is no option label; allowed is 1..5",
        },
    ]


def test_misfits_set_to_missing(run, tmp_path):
    file = write(tmp_path, "wrong.csv", WRONG)
    code, out, err = run("score", file, "--instrument", "brs", "--on-invalid", "missing")
    assert code == 0
    assert [row[2] for row in table(out)[1:]] == ["6", "5", "5"]
    assert err.splitlines()[0] == (
        "scales: brs: 2 answers set to missing. brs_1: 9 is outside 1..5 (row 2). "
        "brs_6: 'x' is no option label; allowed is 1..5 (row 3)."
    )


def test_a_coding_that_nobody_named(run, tmp_path):
    file = write(tmp_path, "cls.csv", [[f"cls_{i}" for i in range(1, 25)], ["1"] * 24])
    sentence = (
        "cls: say which coding the data use, because the same numbers mean opposite things in "
        "always_last (1 = not at all true); always_first (1 = always true); "
        "pass --coding 'always_last' or 'always_first'"
    )
    assert run("score", file, "--instrument", "cls") == (2, "", f"scales: {sentence}\n")
    code, out, err = run("score", file, "--instrument", "cls", "--json")
    assert (code, err) == (2, "")
    assert json.loads(out) == {"error": {"type": "CodingError", "message": sentence}}


def test_an_unknown_coding(run, answers):
    code, out, err = run("score", answers, "--instrument", "brs", "--coding", "x")
    assert (code, out) == (2, "")
    assert err.startswith("scales: brs: there is no coding 'x'; known: published")


def test_an_unknown_instrument(run, answers):
    for command in (["score", answers, "--instrument", "clss"], ["show", "clss"], ["key", "clss"]):
        code, out, err = run(*command)
        assert (code, out) == (2, "")
        assert err.startswith("scales: no instrument 'clss' is shipped; did you mean 'cls'")


def test_a_file_that_is_not_there(run, answers, tmp_path):
    missing = tmp_path / "nope.csv"
    expected = (2, "", f"scales: there is no file {missing}\n")
    assert run("score", missing, "--instrument", "brs") == expected
    missing = tmp_path / "nope.yaml"
    expected = (2, "", f"scales: there is no file {missing}\n")
    assert run("score", answers, "--instrument", missing) == expected
    assert run("validate", missing) == expected
    assert run("show", missing) == expected


def test_a_file_in_another_encoding(run, tmp_path):
    file = tmp_path / "gbk.csv"
    file.write_bytes(csv_text([HEADER, *PEOPLE]).encode("gbk"))
    code, out, err = run("score", file, "--instrument", "brs")
    assert (code, out) == (1, "")
    assert err == f"scales: {file} is not UTF-8; in Excel or WPS save it as 'CSV UTF-8'\n"


def test_a_file_that_is_no_table(run, tmp_path):
    file = tmp_path / "empty.csv"
    file.write_text("", encoding="utf-8")
    code, _, err = run("score", file, "--instrument", "brs")
    assert code == 1
    assert err.startswith(f"scales: {file} cannot be read as a table: ")


def test_a_target_that_cannot_be_written(run, answers, tmp_path):
    target = tmp_path / "no such folder" / "out.csv"
    assert run("score", answers, "--instrument", "brs", "-o", target) == (
        2, "", f"scales: {target} cannot be written: No such file or directory\n",
    )  # fmt: skip


def test_columns_that_are_not_found(run, tmp_path):
    file = write(tmp_path, "other.csv", [["a", "b"], ["1", "2"]])
    code, out, err = run("score", file, "--instrument", "brs")
    assert (code, out) == (1, "")
    assert err.startswith(
        "scales: brs: no column looks like an item of this form (brs_1, Q1, 1 …). "
    )


def test_an_item_that_cannot_have_been_reversed(run, answers):
    code, out, err = run("score", answers, "--instrument", "brs", "--already-reversed", "1")
    assert (code, out) == (2, "")
    assert err == "scales: brs: item 1 is not reversed by the key; reversed are 2, 4, 6\n"


def test_an_empty_prefix(run, answers):
    code, out, _ = run("score", answers, "--instrument", "brs", "--prefix", "")
    assert code == 0
    assert table(out)[0][3:] == ["mean", "mean_answered", "sum", "sum_answered"]


# --- definitions -------------------------------------------------------------------------------


def test_validate_a_good_file(run, tmp_path):
    file = tmp_path / "calm.yaml"
    file.write_text(MINE, encoding="utf-8")
    code, out, err = run("validate", file)
    assert (code, err) == (0, "")
    head, blank, *key = out.splitlines()
    assert head.startswith(f"{file}: valid. 3 items (3 scored), 1 scales, 1 checks; ")
    assert blank == ""
    assert [line.split() for line in key[1:]] == [["1", "+"], ["2", "−"], ["3", "+"]]
    code, out, _ = run("validate", file, "--json")
    facts = json.loads(out)
    assert code == 0
    assert (facts["valid"], facts["id"], facts["scales"]) == (True, "calm", ["total"])
    assert facts["single_item_flips_noticed"] == 3
    assert facts["definition_sha256"] == scales.Instrument.from_yaml(MINE).fingerprint


def test_validate_a_bad_file(run, tmp_path):
    file = tmp_path / "calm.yaml"
    file.write_text(
        MINE.replace("[2]", "[2, 9]")
        .replace("[3, 12]", "[3, 13]")
        .replace("higher_is", "highr_is"),
        encoding="utf-8",
    )
    code, out, err = run("validate", file)
    assert (code, out) == (1, "")
    faults = err.removeprefix("scales: ").splitlines()
    assert len(faults) == 3
    assert all(re.match(r"(.*/)?calm\.yaml:\d+: \S+: .", fault) for fault in faults)
    assert faults[0].endswith("calm.yaml:9: reverse: there is no item 9")
    code, out, err = run("validate", file, "--json")
    assert (code, err) == (1, "")
    error = json.loads(out)["error"]
    assert error["type"] == "DefinitionError"
    assert error["faults"][0] == {"line": 9, "path": "reverse", "message": "there is no item 9"}
    assert len(error["faults"]) == 3


ANSWERS = ["calm", "Calm", "自编", "3", "1", "4", "never", "", "", "always", "2", "total", "", "sum",
           "better", "", ""]  # fmt: skip


def test_new(run, typed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    typed("\n".join(ANSWERS) + "\n")
    code, out, err = run("new")
    assert (code, err) == (0, "")
    assert out.endswith(
        "Written to calm.yaml. Check the signs above against your form, then:\n"
        "  scales score answers.csv --instrument calm.yaml\n"
    )
    instrument = scales.Instrument.from_file(tmp_path / "calm.yaml")
    # 4 + (5-1) + 4
    assert scales.score({1: "always", 2: "never", 3: 4}, instrument)["calm_total"] == 12
    typed("")
    assert run("validate", "calm.yaml")[0] == 0


def test_new_refuses_to_overwrite(run, typed, tmp_path):
    target = tmp_path / "mine.yaml"
    target.write_text("precious", encoding="utf-8")
    typed("\n".join(ANSWERS) + "\n")
    code, _, err = run("new", "-o", target)
    assert code == 2
    assert err == (
        f"scales: {target} exists already; nothing was written (--force overwrites it)\n"
    )
    assert target.read_text(encoding="utf-8") == "precious"
    typed("\n".join(ANSWERS) + "\n")
    assert run("new", "-o", target, "--force")[0] == 0
    assert scales.Instrument.from_file(target).id == "calm"


def test_new_that_ends_too_early(run, typed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    typed("calm\nCalm\n")
    code, _, err = run("new")
    assert code == 2
    assert err == "scales: the input ended before the last question; nothing was written\n"
    assert list(tmp_path.iterdir()) == []


def test_new_for_programs(run, typed, tmp_path):
    typed("\n".join(ANSWERS) + "\n")
    target = tmp_path / "mine.yaml"
    code, out, err = run("new", "--json", "-o", target)
    assert code == 0
    assert json.loads(out) == {"file": str(target), "id": "calm"}
    assert err.startswith("Short id (letters, digits, _): Title: ")


# --- the installed program ---------------------------------------------------------------------

needs_program = pytest.mark.skipif(
    not PROGRAM.exists(), reason="the command `scales` is not installed beside this Python"
)


def installed(*arguments: str, **options) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [str(PROGRAM), *arguments], capture_output=True, timeout=60, check=False, **options
    )


@needs_program
def test_the_installed_program_scores_a_pipe():
    done = installed(
        "score", "-", "--instrument", "brs", input=csv_text([HEADER, *PEOPLE]).encode()
    )
    assert (done.returncode, done.stderr.decode()) == (0, SUMMARY)
    assert table(done.stdout.decode()) == [SCORED_HEADER, *SCORED]


@needs_program
def test_the_installed_program_prints_chinese_whatever_the_locale():
    done = installed(
        "show", "cls", "--lang", "zh", env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    )
    assert done.returncode == 0
    assert "儿童孤独量表" in done.stdout.decode("utf-8")


@needs_program
def test_the_installed_program_tells_its_exit_codes(tmp_path):
    assert installed().returncode == 0
    assert installed("list").returncode == 0
    file = write(tmp_path, "wrong.csv", WRONG)
    assert installed("score", file, "--instrument", "brs").returncode == 1
    assert installed("score", file, "--instrument", "nope").returncode == 2
    assert installed("score").returncode == 2


@needs_program
def test_a_reader_that_stops_early_is_no_error(tmp_path):
    rows = [["id", *BRS_COLUMNS], *([str(i), *"111111"] for i in range(20_000))]
    file = write(tmp_path, "long.csv", rows)
    with subprocess.Popen(
        [str(PROGRAM), "score", file, "--instrument", "brs"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read().decode()
    assert "Traceback" not in err


@needs_program
def test_the_module_runs_like_the_program():
    done = subprocess.run(
        [sys.executable, "-m", "scales.cli"], capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, WELCOME, b"")


# --- the examples ------------------------------------------------------------------------------


def example_commands() -> list[tuple[str, str]]:
    found = []
    for page in sorted((ROOT / "examples").glob("*/README.md")):
        text = page.read_text(encoding="utf-8")
        for block in re.findall(r"^```(?:sh|console)?[ \t]*\n(.*?)^```", text, re.S | re.M):
            joined = block.replace("\\\n", " ")
            found += [
                (page.parent.name, line.strip().removeprefix("$ "))
                for line in joined.splitlines()
                if line.strip().removeprefix("$ ").startswith("scales ")
            ]
    return found


@pytest.mark.skipif(not (ROOT / "examples").is_dir(), reason="there is no folder examples/")
def test_there_are_examples():
    assert example_commands()


@pytest.mark.parametrize(("folder", "command"), example_commands())
def test_commands_of_the_examples(run, tmp_path, monkeypatch, folder, command):
    shutil.copytree(ROOT / "examples" / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path / folder)
    code, out, err = run(*shlex.split(command, comments=True)[1:])
    assert code == 0, err
    assert out or "-o" in command
