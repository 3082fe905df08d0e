"""What the commands of all benchmarks have in common: options, errors, and what becomes of the report."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.support.report import RESULTS_FOLDER, Report, print_report, write_report


def benchmark_parser(question: str, description: str | None) -> argparse.ArgumentParser:
    """Return a parser that knows where the results go, as `out`.

    Args:
        question: the benchmark's name.
        description: what it asks.
    """
    parser = argparse.ArgumentParser(
        prog=f"python -m benchmarks.{question}",
        description=description,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--out", type=Path, default=RESULTS_FOLDER, help="folder for the results")
    return parser


def reported(question: str, folder: Path, measure: Callable[[], Report]) -> int:
    """Measure, print the report and write it.

    Args:
        question: the benchmark's name.
        folder: for the results.
        measure: may raise ValueError where it cannot.

    Returns:
        The exit status.
    """
    try:
        report = measure()
    except ValueError as error:
        print(f"{question}: {error}", file=sys.stderr)
        return 2
    print_report(report)
    print("", *write_report(report, folder), sep="\n")
    return 0
