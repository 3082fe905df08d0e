"""Tables for reading, and the files that keep them."""

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.engine.atomic_file import atomic_file
from benchmarks.support.machine import Machine

RESULTS_FOLDER = Path(__file__).parents[1] / "results"


@dataclass(frozen=True)
class Table:
    """Rows under headings; the first column is text, the others are figures.

    Args:
        title: above the table.
        headings: of the columns.
        rows: as many cells each.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def text(self) -> str:
        """For a terminal."""
        lines = [self.headings, *self.rows]
        widths = [max(len(line[column]) for line in lines) for column in range(len(self.headings))]
        aligned = [
            "  ".join([line[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(line[1:], widths[1:], strict=True))])
            for line in lines
        ]
        return "\n".join([self.title, *(f"  {line}".rstrip() for line in aligned), ""])

    def markdown(self) -> str:
        """For a file."""
        marks = ["---", *("--:" for _ in self.headings[1:])]
        lines = [f"| {' | '.join(line)} |" for line in (self.headings, marks, *self.rows)]
        return "\n".join([f"### {self.title}", "", *lines, ""])


@dataclass(frozen=True)
class Bar:
    """Something that a run had to reach.

    Args:
        goal: in words.
        reached: in words.
        met: whether it did.
    """

    goal: str
    reached: str
    met: bool

    @property
    def sentence(self) -> str:
        """Both, and the verdict first."""
        return f"{'met   ' if self.met else 'MISSED'}  {self.goal}: {self.reached}"


@dataclass(frozen=True)
class Report:
    """All that one benchmark found.

    Args:
        question: the benchmark's name, which is also that of its files.
        title: what it measures, one line.
        machine: where it ran.
        notes: what a reader of the tables has to know, a line each.
        tables: the figures for reading.
        bars: what it had to reach.
        figures: the same for programs; anything that dataclasses and JSON can hold.
    """

    question: str
    title: str
    machine: Machine
    notes: tuple[str, ...]
    tables: tuple[Table, ...]
    bars: tuple[Bar, ...]
    figures: Any


def print_report(report: Report) -> None:
    """Print the tables and the bars."""
    print("", report.title, *report.machine.sentences, *report.notes, "", sep="\n")
    for table in report.tables:
        print(table.text())
    for bar in report.bars:
        print(bar.sentence)


def write_report(report: Report, folder: Path) -> tuple[Path, ...]:
    """Write the report as JSON and as Markdown.

    Args:
        report: what to write.
        folder: made if need be.

    Returns:
        The files, in that order.

    Raises:
        OSError: a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    as_json, as_markdown = (folder / f"{report.question}{suffix}" for suffix in (".json", ".md"))
    document = {
        "question": report.question,
        "machine": dataclasses.asdict(report.machine),
        "bars": [dataclasses.asdict(bar) for bar in report.bars],
        "figures": report.figures,
    }
    texts = (json.dumps(document, indent=1, default=dataclasses.asdict) + "\n", "\n".join(_markdown_lines(report)))
    for path, text in zip((as_json, as_markdown), texts, strict=True):
        with atomic_file(path) as beside:
            beside.write_text(text)
    return as_json, as_markdown


def _markdown_lines(report: Report) -> Sequence[str]:
    lines = [f"# {report.title}", ""]
    lines += [f"- {line}" for line in (*report.machine.sentences, *report.notes)]
    lines += ["", *(table.markdown() for table in report.tables)]
    if report.bars:
        lines += ["### Bars", "", *(f"- {' '.join(bar.sentence.split())}" for bar in report.bars), ""]
    return lines
