"""The command ``scales``: parses arguments, calls the library, prints. Nothing else.

Exit codes: 0 ok, 1 the data or the definition is at fault, 2 usage.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import re
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scales.errors import (
    CodingError,
    DefinitionError,
    ResponseError,
    ScalesError,
    UnknownInstrumentError,
)

if TYPE_CHECKING:
    from scales.instrument import Instrument

_WELCOME = """\
scales scores questionnaires from checked definition files.

  scales list                        which instruments are shipped
  scales show cls                    one of them: key, codings, rights, sources
  scales score answers.csv --instrument cls --coding always_last
                                     score a file of answers (CSV, UTF-8)
  scales new                         make a definition of your own questionnaire
  scales validate mine.yaml          check a definition file

scales COMMAND --help says more about each.
"""


class UsageError(Exception):
    """The command was called in a way that cannot work."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        Without the program's name; by default those of the process.

    Returns
    -------
    int
        0 ok, 1 the data or the definition is at fault, 2 usage.
    """
    _use_utf8()
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given:
        print(_WELCOME, end="")
        return 0
    options = _parser().parse_args(given)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except (UsageError, UnknownInstrumentError, CodingError) as error:
        return _fail(error, options, 2)
    except ScalesError as error:
        return _fail(error, options, 1)


# --- commands ----------------------------------------------------------------------------------


def _list(options: argparse.Namespace) -> int:
    from scales.instrument import in_language
    from scales.instruments import list_instruments, load_instrument

    rows = []
    for name in list_instruments():
        instrument = load_instrument(name)
        rows.append(
            {
                "id": name,
                "items": len(instrument.items),
                "grade": instrument.evidence.grade if instrument.evidence else "",
                "title": in_language(instrument.title, options.lang),
            }
        )
    if options.json:
        return _print_json(rows)
    from scales._card import text_table

    print(text_table(rows))
    return 0


def _show(options: argparse.Namespace) -> int:
    instrument = _instrument(options.instrument)
    if options.json:
        print(instrument.to_json(), end="")
        return 0
    from scales._card import card

    print(card(instrument, options.lang))
    return 0


def _key(options: argparse.Namespace) -> int:
    instrument = _instrument(options.instrument)
    from scales._card import key_table, text_table
    from scales.plan import key_rows

    if options.json:
        return _print_json(key_rows(instrument, options.lang))
    print(text_table(key_table(instrument, options.lang)))
    return 0


def _score(options: argparse.Namespace) -> int:
    instrument = _instrument(options.instrument)
    if options.file != "-" and not Path(options.file).is_file():
        raise UsageError(f"there is no file {options.file}")
    from scales.io.tables import plain_rows, read_csv
    from scales.responses import check_responses
    from scales.scoring import provenance, score

    frame = read_csv(sys.stdin.buffer if options.file == "-" else Path(options.file))
    where = {
        "columns": _columns(options.columns),
        "coding": options.coding,
        "wave": options.wave,
        "id": _comma_list(options.id) or None,
    }
    report = check_responses(frame, instrument, **where)
    already = _comma_list(options.already_reversed)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        scored = score(
            frame,
            instrument,
            **where,
            already_reversed="all" if already == ["all"] else already,
            prefix=options.prefix,
            on_invalid=options.on_invalid,
            keep_items=options.keep_items,
            keyed_items=options.keyed_items,
            rules=options.rules,
        )
    rows = plain_rows(scored)
    source = provenance(
        instrument,
        coding=report.coding,
        already_reversed=tuple(already),
        on_invalid=options.on_invalid,
        wave=options.wave,
    )
    _write(options, rows, list(map(str, scored.columns)), source)
    for warning in caught:
        print(f"scales: {warning.message}", file=sys.stderr)
    for misfit in report.unscored_misfits:
        print(f"scales: note: {misfit.sentence()}; no score uses this item", file=sys.stderr)
    _summary(instrument, rows, report.coding, options)
    return 0


def _validate(options: argparse.Namespace) -> int:
    instrument = _instrument_file(options.file)
    from scales.plan import plan_of

    flips = sum(
        len(scale.terms)
        for scale in plan_of(instrument).scales
        if not scale.composite and scale.algorithm is None
    )
    facts = {
        "file": options.file,
        "valid": True,
        "id": instrument.id,
        "items": len(instrument.items),
        "scored_items": len(instrument.scored_items),
        "scales": list(instrument.scales),
        "checks": len(instrument.checks),
        "single_item_flips_noticed": flips,
        "definition_sha256": instrument.fingerprint,
    }
    if options.json:
        return _print_json(facts)
    from scales._card import key_table, text_table

    print(
        f"{options.file}: valid. {facts['items']} items ({facts['scored_items']} scored), "
        f"{len(instrument.scales)} scales, {facts['checks']} checks; "
        f"each of the {flips} flips of a single item is noticed.\n"
    )
    print(text_table(key_table(instrument)))
    return 0


def _new(options: argparse.Namespace) -> int:
    from scales._card import key_table, text_table
    from scales._new import ask_for_definition

    talk = sys.stderr if options.json else sys.stdout

    def ask(question: str) -> str:
        print(question, end="", file=talk, flush=True)
        line = sys.stdin.readline()
        if not line:
            raise UsageError("the input ended before the last question; nothing was written")
        return line.rstrip("\n")

    instrument = ask_for_definition(ask, lambda text: print(text, file=talk))
    target = Path(options.output or f"{instrument.id}.yaml")
    if target.exists() and not options.force:
        raise UsageError(f"{target} exists already; nothing was written (--force overwrites it)")
    target.write_text(instrument.to_yaml(), encoding="utf-8")
    if options.json:
        return _print_json({"file": str(target), "id": instrument.id})
    print(f"\n{text_table(key_table(instrument))}\n")
    print(f"Written to {target}. Check the signs above against your form, then:")
    print(f"  scales score answers.csv --instrument {target}")
    return 0


def _schema(options: argparse.Namespace) -> int:
    del options
    from scales.definitions import schema

    return _print_json(schema())


# --- reading and writing -----------------------------------------------------------------------


def _instrument(name: str) -> Instrument:
    """Load a shipped instrument by its id, or a definition file by its path."""
    if name.endswith((".yaml", ".yml", ".json")):
        return _instrument_file(name)
    from scales.instruments import load_instrument

    return load_instrument(name)


def _instrument_file(name: str) -> Instrument:
    if not Path(name).is_file():
        raise UsageError(f"there is no file {name}")
    from scales.definitions import read_definition

    return read_definition(name)


def _columns(text: str | None) -> Any:
    """Read ``--columns``: a pattern, or names in the order of the form, or item=name pairs."""
    if text is None or "{}" in text:
        return text
    parts = _comma_list(text)
    if all("=" in part for part in parts):
        return dict(part.split("=", 1) for part in parts)
    return parts


def _comma_list(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(",") if part.strip()]


def _write(
    options: argparse.Namespace,
    rows: list[dict[str, Any]],
    names: list[str],
    source: Mapping[str, Any],
) -> None:
    output = options.output
    kind = options.format or ("json" if options.json else None)
    if kind is None and output not in (None, "-"):
        kind = "json" if output.endswith(".json") else "csv"
    if kind is None:
        kind = "table" if sys.stdout.isatty() else "csv"
    if kind == "json":
        text = json.dumps({"provenance": source, "rows": rows}, ensure_ascii=False, indent=2)
    elif kind == "csv":
        from scales.io.tables import to_csv

        text = to_csv(rows, names)
    else:
        from scales._card import text_table

        shown = [{k: "" if v is None else _short(v) for k, v in row.items()} for row in rows]
        text = text_table(shown)
    if output in (None, "-"):
        print(text)
        return
    try:
        Path(output).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{output} cannot be written: {error.strerror}") from None


def _short(value: Any) -> str:
    """Show a number in a table for people; files hold it unrounded."""
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def _summary(
    instrument: Instrument, rows: list[dict[str, Any]], coding: str, options: argparse.Namespace
) -> None:
    from scales.scoring import result_prefix

    start = result_prefix(instrument, options.prefix, options.wave)
    parts = []
    for name in instrument.scales:
        given = sum(row[f"{start}{name}"] is not None for row in rows)
        if given < len(rows):
            parts.append(f"{name} {given}")
    rest = f", all others {len(rows)}" if len(parts) < len(instrument.scales) else ""
    lacking = f"; scored: {', '.join(parts)}{rest}" if parts else ""
    named = f", coding {coding}" if len(instrument.coding_names) > 1 else ""
    grade = ""
    if instrument.evidence is not None and instrument.evidence.grade == "B":
        grade = (
            f"; key grade B, a part of it rests on one source (see: scales show {instrument.id})"
        )
    counted = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
    head = f"{instrument.id} {instrument.version}{named}"
    print(f"scales: {head}: {counted}{lacking}{grade}", file=sys.stderr)


def _print_json(data: Any) -> int:
    print(json.dumps(data, ensure_ascii=False, indent=2))
    return 0


_AT_THE_COMMAND_LINE = {
    'on_invalid="missing"': "--on-invalid missing",
    "See error.cases; recode": "Recode",
    "See error.cases; keep": "Keep",
    "See error.cases; these": "These",
    "scales.list_instruments() lists them": "`scales list` shows them",
    "your own definition is read with scales.Instrument.from_file(path)": "your own definition is "
    "given by its path, as in --instrument mine.yaml",
}


def _fail(error: Exception, options: argparse.Namespace, code: int) -> int:
    message = str(error).replace("pass coding=", "pass --coding ")
    if options.json:
        body: dict[str, Any] = {"type": type(error).__name__, "message": message}
        if isinstance(error, DefinitionError):
            body["faults"] = [
                {"line": f.line, "path": f.path, "message": f.message} for f in error.faults
            ]
        elif isinstance(error, ResponseError) and len(error.cases):
            from scales.io.tables import plain_rows

            body["cases"] = plain_rows(error.cases)
        _print_json({"error": body})
    else:
        message = re.sub(r"\b(columns|wave|prefix)=(?=\S)", r"--\1 ", message)
        message = message.replace("columns= ", "--columns ")
        for words, here in _AT_THE_COMMAND_LINE.items():
            message = message.replace(words, here)
        print(f"scales: {message}", file=sys.stderr)
    return code


def _use_utf8() -> None:
    """Chinese text must reach a pipe or an old console unharmed."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # A stream that was read from already cannot change; then it has been set up before.
        with contextlib.suppress(AttributeError, io.UnsupportedOperation):
            stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]


# --- arguments ---------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scales", description="Score questionnaires from checked definition files."
    )
    parser.add_argument("--version", action=_Version, help="print the version and exit")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, run: Callable[[argparse.Namespace], int], text: str) -> Any:
        sub = commands.add_parser(name, help=text, description=text)
        sub.add_argument("--json", action="store_true", help="print JSON, for programs")
        sub.set_defaults(run=run)
        return sub

    listing = command("list", _list, "list the shipped instruments")
    show = command("show", _show, "show an instrument: key, codings, rules, rights, sources")
    key = command("key", _key, "show the key as a sheet: one row per item, one column per scale")
    for sub in (show, key):
        sub.add_argument("instrument", metavar="ID", help="id, or path of a definition file")
    for sub in (listing, show, key):
        sub.add_argument("--lang", default="en", choices=("en", "zh"), help="language of the text")
    _score_arguments(command("score", _score, "score a CSV file of answers"))
    validate = command("validate", _validate, "check a definition file and show its key")
    validate.add_argument("file", metavar="FILE")
    new = command("new", _new, "ask for a questionnaire of your own and write its definition")
    new.add_argument("-o", "--output", metavar="FILE", help="where to write; by default ID.yaml")
    new.add_argument("--force", action="store_true", help="overwrite a file that exists")
    command("schema", _schema, "print the JSON Schema of the definition format, for editors")
    return parser


def _score_arguments(sub: argparse.ArgumentParser) -> None:
    add = sub.add_argument
    add("file", metavar="FILE", help="CSV in UTF-8, one row per person; - reads standard input")
    add("--instrument", required=True, metavar="ID", help="id, or path of a definition file")
    add("--coding", metavar="NAME", help="how the answers were coded; see: scales show ID")
    add(
        "--columns",
        metavar="NAMES",
        help="a pattern such as Q{}, or names in the order of the form (a,b,…), or 1=a,2=b,…",
    )
    add("--wave", metavar="NAME", help="score the columns of this wave, for example T1 or 前测")
    add("--id", metavar="COLUMNS", help="column(s) that tell rows apart, for example child,wave")
    add("--already-reversed", metavar="ITEMS", help="items reversed in the data, or all")
    add("--on-invalid", choices=("raise", "missing"), default="raise", help="answers that misfit")
    add("--prefix", metavar="TEXT", help="start of the result's names; by default the id")
    add("--keep-items", action="store_true", help="keep the item columns")
    add("--keyed-items", action="store_true", help="add each item as it enters its scale")
    add("--rules", action="store_true", help="add the missing rule that fired for each score")
    add("-o", "--output", metavar="FILE", help="write here (.csv or .json); - is standard output")
    add("--format", choices=("csv", "json", "table"), help="by default a table on a terminal")


class _Version(argparse.Action):
    """Prints the version only when asked, so that nothing is looked up before."""

    def __init__(self, option_strings: Sequence[str], dest: str, **options: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, **options)

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        from importlib.metadata import version

        print(f"scales {version('psychscales')}")
        parser.exit()


if __name__ == "__main__":
    sys.exit(main())
