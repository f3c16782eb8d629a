"""The house: tests mirror the modules, and what is imported when."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import scales

PACKAGE = Path(scales.__file__).parent
TESTS = Path(__file__).parent
WITHOUT_MODULE = {"docstrings", "house", "schema", "docs", "backends"}
"""Tests of the house, of definition.schema.json, and of what no single module does."""


def names(folder, pattern):
    return {
        path.relative_to(folder).with_suffix("")
        for path in folder.rglob(pattern)
        if "__pycache__" not in path.parts
    }


def modules():
    """The modules of the installed package as tests name them: io/tables, strict_yaml, instruments."""
    found = set()
    for path in names(PACKAGE, "*.py"):
        if path.name != "__init__":
            found.add(path.with_name(path.name.removeprefix("_")).as_posix())
        elif (PACKAGE / path.with_suffix(".py")).read_text(encoding="utf-8").count("\ndef "):
            found.add(path.parent.as_posix())
    return found - {"."}


def covered():
    return {
        path.with_name(path.name.removeprefix("test_")).as_posix()
        for path in names(TESTS, "test_*.py")
    }


def test_tests_mirror_the_modules():
    assert modules() - covered() - {"_main__"} == set()
    assert covered() - modules() - WITHOUT_MODULE == set()


def test_every_public_name_resolves():
    assert scales.__all__ == sorted(scales.__all__)
    for name in scales.__all__:
        assert getattr(scales, name).__name__.rsplit(".", 1)[-1] == name
    assert set(scales.__all__) <= set(dir(scales))
    assert set(scales._HOME) == set(scales.__all__)


def test_a_name_that_does_not_exist():
    with pytest.raises(AttributeError) as caught:
        _ = scales.scroe
    assert str(caught.value) == "module 'scales' has no attribute 'scroe'"


def test_the_version_is_that_of_the_package():
    from importlib.metadata import version

    assert scales.__version__ == version("psychscales")


def imported_by(code):
    """Run code in a process of its own; return what it printed and the top-level modules loaded."""
    tail = "\nimport json, sys\nprint('\\n' + json.dumps(sorted({m.split('.')[0] for m in sys.modules})))"
    done = subprocess.run(
        [sys.executable, "-c", code + tail],
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    shown, _, loaded = done.stdout.rstrip("\n").rpartition("\n")
    return shown, set(json.loads(loaded))


HEAVY = {"numpy", "pandas", "narwhals", "scipy", "pingouin", "polars", "pyarrow", "matplotlib"}


def test_importing_the_package_costs_next_to_nothing():
    _, loaded = imported_by("import scales")
    assert "scales" in loaded
    assert not loaded & {*HEAVY, "pydantic", "yaml"}


RUN = """
import sys
from scales.cli import main
sys.argv = ["scales", *{arguments!r}]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
"""


@pytest.mark.parametrize(
    ("arguments", "shows"), [(["--help"], "usage: scales"), (["list"], "ucla_ls3")]
)
def test_help_and_list_load_no_data_library(arguments, shows):
    shown, loaded = imported_by(RUN.format(arguments=arguments))
    assert shows in shown
    assert not loaded & HEAVY


def test_a_definition_is_read_and_checked_without_a_data_library():
    _, loaded = imported_by("import scales\nscales.load_instrument('ssrs').to_yaml()")
    assert "pydantic" in loaded
    assert not loaded & HEAVY
