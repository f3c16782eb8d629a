"""Tables of answers: CSV in UTF-8, every cell as the text that it is."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any, BinaryIO

import pandas as pd

from scales.errors import ResponseError


def read_csv(source: Path | BinaryIO) -> pd.DataFrame:
    """Read a CSV file of answers; nothing is converted, so that no raw value is lost.

    Parameters
    ----------
    source : Path or binary stream
        UTF-8, with or without a byte order mark; separated by commas, semicolons or tabs.

    Returns
    -------
    pandas.DataFrame
        Text columns; an empty cell is empty text.

    Raises
    ------
    ResponseError
        If the file is not UTF-8 or is no table.
    """
    name = str(source) if isinstance(source, Path) else "the standard input"
    raw = source.read_bytes() if isinstance(source, Path) else source.read()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ResponseError(
            f"{name} is not UTF-8; in Excel or WPS save it as 'CSV UTF-8'"
        ) from None
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        frame = pd.read_csv(
            io.StringIO(text), sep=separator, dtype=str, keep_default_na=False, header=None
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise ResponseError(f"{name} cannot be read as a table: {error}") from None
    # The header is taken as a row so that a name given twice stays as it is.
    answers = frame.iloc[1:].reset_index(drop=True).fillna("")
    return answers.set_axis(frame.iloc[0].fillna("").tolist(), axis=1)


def plain_rows(frame: Any) -> list[dict[str, Any]]:
    """Return rows of plain Python values: whole numbers without a point, None where missing."""
    names = list(map(str, frame.columns))
    columns = [[_plain(value) for value in frame.iloc[:, i]] for i in range(len(names))]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def to_csv(rows: list[dict[str, Any]], names: list[str]) -> str:
    """Return rows as CSV text; None is an empty cell."""
    out = io.StringIO()
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().removesuffix("\n")


def _plain(value: Any) -> Any:
    if value is None or value is pd.NA or isinstance(value, str):
        return None if value is pd.NA else value
    number = float(value)
    if number != number:
        return None
    return int(number) if number.is_integer() else number
