"""How well is a capture reconstructed: in the views that are used, and in each when it is left out?"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.support.command import benchmark_parser, reported
from benchmarks.support.machine import this_machine
from benchmarks.support.report import Bar, Report, Table

QUESTION = "capture"
MEAN_BAR, LEAST_BAR, LEFT_OUT_BAR, SECONDS_BAR = 0.985, 0.97, 0.94, 120.0


@dataclass(frozen=True)
class Run:
    """One run of the command.

    Args:
        left_out: the view that was scored and not fitted; None for none.
        seconds: of the whole process.
        ious: of the views that were fitted, by name.
        left_out_iou: of the view that was not.
        consistency: of cameras and masks.
    """

    left_out: str | None
    seconds: float
    ious: dict[str, float]
    left_out_iou: float | None
    consistency: float | None


def measure(capture: Path, options: Sequence[str], every_view: bool) -> Report:
    """Run the command with all views, then once without each of them.

    Args:
        capture: the photographs.
        options: of `photosculpture reconstruct`.
        every_view: whether to leave views out, one after the other.

    Raises:
        ValueError: the command fails.
    """
    machine = this_machine()
    whole = _run(capture, options, None)
    others = [_run(capture, options, name) for name in whole.ious] if every_view else []
    notes = (f"photosculpture reconstruct {capture.name} {' '.join(options)}", "Seconds are those of whole processes.")
    title = f"Reconstructing {capture.name} from its photographs"
    return Report(QUESTION, title, machine, notes, (_table(whole, others),), _bars(whole, others), [whole, *others])


def _run(capture: Path, options: Sequence[str], left_out: str | None) -> Run:
    print(f"{capture.name} {'whole' if left_out is None else f'without {left_out}'}", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "app", "reconstruct", str(capture), "--out", folder, *options]
        started = time.perf_counter()
        done = subprocess.run(
            [*command, *(() if left_out is None else ("--leave-out", left_out))], capture_output=True, text=True
        )
        seconds = time.perf_counter() - started
        if done.returncode:
            raise ValueError(f"the command ended with {done.returncode}: {done.stderr.strip().splitlines()[-1]}")
        metrics = json.loads((Path(folder) / "metrics.json").read_text())
    left_out_iou = None if left_out is None else metrics["iou_left_out"][left_out]
    return Run(left_out, seconds, metrics["iou_per_view"], left_out_iou, metrics["capture_check"]["consistency"])


def _table(whole: Run, others: Sequence[Run]) -> Table:
    without = {run.left_out: run for run in others}
    rows = []
    for name, iou in whole.ious.items():
        run = without.get(name)
        left_out = ("", "") if run is None else (f"{run.left_out_iou:.4f}", f"{run.seconds:.0f}")
        rows.append((name, f"{iou:.4f}", *left_out))
    headings = ("view", "IoU, all used", "IoU, left out", "seconds of that run")
    return Table(f"All used: {whole.seconds:.0f} s", headings, tuple(rows))


def _bars(whole: Run, others: Sequence[Run]) -> tuple[Bar, ...]:
    ious = list(whole.ious.values())
    mean, slowest = sum(ious) / len(ious), max(run.seconds for run in (whole, *others))
    bars = [
        Bar(f"mean IoU of the views used at least {MEAN_BAR}", f"{mean:.4f}", mean >= MEAN_BAR),
        Bar(f"none under {LEAST_BAR}", f"{min(ious):.4f}", min(ious) >= LEAST_BAR),
        Bar(f"a run under {SECONDS_BAR:.0f} s", f"{slowest:.0f} s", slowest < SECONDS_BAR),
    ]
    left_out = [run.left_out_iou for run in others if run.left_out_iou is not None]
    if left_out:
        mean = sum(left_out) / len(left_out)
        bars.append(Bar(f"mean IoU of views left out at least {LEFT_OUT_BAR}", f"{mean:.4f}", mean >= LEFT_OUT_BAR))
    return tuple(bars)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark as a command; options that it does not know are the command's."""
    parser = benchmark_parser(QUESTION, __doc__)
    parser.usage = f"python -m benchmarks.{QUESTION} CAPTURE [--used-only] [--out DIR] [options of reconstruct]"
    parser.add_argument("capture", type=Path, help="folder or file")
    parser.add_argument("--used-only", action=argparse.BooleanOptionalAction, default=False, help="leave no view out")
    given, options = parser.parse_known_args(argv)
    return reported(QUESTION, given.out, lambda: measure(given.capture, options, not given.used_only))


if __name__ == "__main__":
    sys.exit(main())
