"""The code blocks of the README and of docs/ run, and show what they print."""

from __future__ import annotations

import doctest
import re
import shutil
from pathlib import Path

import pytest

import scales

ROOT = Path(__file__).resolve().parent.parent
PAGES = [*sorted(ROOT.glob("README*.md")), *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(
    r"^```(?P<language>\w*)[^\n]*\n(?P<code>.*?)^```[ \t]*$", re.DOTALL | re.MULTILINE
)
RELAXED = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def blocks(page: Path) -> list[tuple[str, str, int, bool]]:
    """Return language, code, first line and whether only blank lines lie before it."""
    text = page.read_text(encoding="utf-8")
    found, end = [], 0
    for match in FENCE.finditer(text):
        line = text.count("\n", 0, match.start("code")) + 1
        found.append(
            (match["language"], match["code"], line, not text[end : match.start()].strip())
        )
        end = match.end()
    return found


def pages_with(language: str) -> list[Path]:
    return [page for page in PAGES if any(block[0] == language for block in blocks(page))]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with the examples, in which a block may write."""
    if (ROOT / "examples").is_dir():
        shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_there_is_something_to_run():
    assert ROOT / "docs" / "format.md" in pages_with("python")
    assert ROOT / "docs" / "format.md" in pages_with("yaml")


@pytest.mark.parametrize("page", pages_with("python"), ids=lambda page: page.name)
def test_python_blocks_run_in_order(page, folder, capsys):
    """A ``text`` block that follows a ``python`` block directly is what that block prints."""
    namespace: dict[str, object] = {"__name__": "__main__"}
    printed = None
    for language, code, line, directly in blocks(page):
        if language == "python":
            program = compile("\n" * (line - 1) + code, str(page), "exec")
            capsys.readouterr()
            exec(program, namespace)
            printed = capsys.readouterr().out
        elif language == "text" and directly and printed is not None:
            same = doctest.OutputChecker().check_output(code, printed, RELAXED)
            assert same, f"{page.name}:{line} shows\n{code}\nbut the block prints\n{printed}"
            printed = None
        else:
            printed = None


@pytest.mark.parametrize("page", pages_with("yaml"), ids=lambda page: page.name)
def test_definitions_on_a_page_load(page, folder):
    found = [(code, line) for language, code, line, _ in blocks(page) if language == "yaml"]
    whole = [(code, line) for code, line in found if code.startswith("format: scales/1")]
    for code, line in whole:
        instrument = scales.Instrument.from_yaml(code, name=f"{page.name}:{line}")
        assert scales.Instrument.from_yaml(instrument.to_yaml()) == instrument
