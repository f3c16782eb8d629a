from __future__ import annotations

import io

import pandas as pd
import pytest

import scales
from scales.io.tables import plain_rows, read_csv, to_csv


def read(text: str | bytes) -> pd.DataFrame:
    raw = text if isinstance(text, bytes) else text.encode()
    return read_csv(io.BytesIO(raw))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_cell_is_the_text_that_it_is(separator, end):
    lines = [
        ["id", "note", "Q1"],
        ["007", "NA", "1.0"],
        ["1e5", " x ", "０５"],
        ["True", "", "null"],
    ]
    frame = read(end.join(separator.join(line) for line in lines) + end)
    assert frame.columns.tolist() == lines[0]
    assert frame.to_numpy().tolist() == lines[1:]
    assert frame.index.tolist() == [0, 1, 2]


def test_a_byte_order_mark_is_no_part_of_the_first_name():
    assert read("\ufeff姓名,Q1\n小明,1\n").columns.tolist() == ["姓名", "Q1"]


def test_quotes_separators_and_line_breaks_inside_a_cell():
    frame = read('id,note\n1,"a, b\nand ""c"""\n')
    assert frame.loc[0, "note"] == 'a, b\nand "c"'


def test_a_name_given_twice_stays_as_it_is():
    assert read("a,b,a\n1,2,3\n").columns.tolist() == ["a", "b", "a"]


def test_a_short_row_is_filled_with_blanks():
    assert read("a,b,c\n1\n1,2,3\n").to_numpy().tolist() == [["1", "", ""], ["1", "2", "3"]]


def test_a_header_alone_is_a_table_without_rows():
    frame = read("a,b\n")
    assert frame.columns.tolist() == ["a", "b"]
    assert len(frame) == 0


def test_a_file_in_another_encoding_is_refused(tmp_path):
    file = tmp_path / "gbk.csv"
    file.write_bytes("姓名,Q1\n小明,1\n".encode("gbk"))
    with pytest.raises(scales.ResponseError) as caught:
        read_csv(file)
    assert str(caught.value) == f"{file} is not UTF-8; in Excel or WPS save it as 'CSV UTF-8'"
    with pytest.raises(scales.ResponseError, match=r"^the standard input is not UTF-8"):
        read("姓名,Q1\n".encode("gbk"))


@pytest.mark.parametrize("text", ["", "\n\n", "a,b\n1,2,3\n"])
def test_what_is_no_table_is_refused(text):
    with pytest.raises(
        scales.ResponseError, match=r"^the standard input cannot be read as a table"
    ):
        read(text)


def test_plain_rows():
    frame = pd.DataFrame(
        {
            "id": ["007", ""],
            "score": [3.0, 2.8],
            "count": [6, 0],
            "gap": [float("nan"), 1.5],
        }
    )
    rows = plain_rows(frame)
    assert rows == [
        {"id": "007", "score": 3, "count": 6, "gap": None},
        {"id": "", "score": 2.8, "count": 0, "gap": 1.5},
    ]
    assert [type(rows[0][name]) for name in rows[0]] == [str, int, int, type(None)]


def test_csv_text():
    rows = [{"id": "007", "note": 'a, "b"', "score": 3}, {"id": "", "note": "x", "score": None}]
    assert to_csv(rows, ["id", "note", "score"]) == 'id,note,score\n007,"a, ""b""",3\n,x,'
    assert to_csv([], ["id"]) == "id"


def test_csv_keeps_every_digit():
    text = to_csv([{"x": 0.1 + 0.2}, {"x": 17 / 6}], ["x"])
    assert [float(cell) for cell in text.splitlines()[1:]] == [0.1 + 0.2, 17 / 6]
