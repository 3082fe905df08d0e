"""Runs the benchmarks of speed, one after the other: silhouettes, then colours beside other renderers, a whole fit."""

import argparse
import sys
from pathlib import Path

from benchmarks import colour_speed, fit_step, silhouette_speed
from benchmarks.support.report import RESULTS_FOLDER


def main() -> int:
    """Run them; the exit status is that of the first that could not run."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        epilog="python -m benchmarks.NAME --help tells what else each can do: silhouette_speed, colour_speed, shape.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument(
        "--device", choices=("all", "cpu", "cuda"), default="all", help="all: the CPU, and a GPU if any"
    )
    parser.add_argument("--out", type=Path, default=RESULTS_FOLDER, help="folder for the results")
    given = parser.parse_args()
    common = ["--device", given.device, "--out", str(given.out)]
    return silhouette_speed.main(common) or colour_speed.main(common) or fit_step.main(common)


if __name__ == "__main__":
    sys.exit(main())
