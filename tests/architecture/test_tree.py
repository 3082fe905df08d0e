# SPDX-License-Identifier: MIT
"""The repository keeps its shape: known folders, small files."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
TOP_LEVEL = {
    *("app", "benchmarks", "data", "docs", "renderer_cuda", "resources", "tests"),
    *("CMakeLists.txt", "LICENSE", "Makefile", "README.md", "constraints.txt", "pyproject.toml"),
}
MADE_LOCALLY = {"build", "dist", "results"}
SOURCE_SUFFIXES = {".py", ".cpp", ".h", ".cu"}
LONGEST_FILE_LINES = 400


def source_files() -> list[Path]:
    folders = [ROOT / name for name in TOP_LEVEL if (ROOT / name).is_dir()]
    return sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in SOURCE_SUFFIXES)


def test_top_level_holds_only_known_entries() -> None:
    entries = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert entries - TOP_LEVEL - MADE_LOCALLY == set()


def test_files_are_short_enough_to_read() -> None:
    lengths = {path.relative_to(ROOT): len(path.read_text(encoding="utf-8").splitlines()) for path in source_files()}
    assert {str(path): lines for path, lines in lengths.items() if lines > LONGEST_FILE_LINES} == {}
