"""How fast is a silhouette, forward and backward, beside other renderers on the same machine in the same minutes?"""

import sys
from collections.abc import Sequence

from benchmarks.support.contenders.entries import silhouette_entries
from benchmarks.support.speed import SpeedQuestion, speed_command
from benchmarks.support.workload import SOFTNESS_PIXELS, VIEWS

QUESTION = SpeedQuestion(
    name="silhouette_speed",
    description=__doc__,
    title=f"Silhouettes, forward + backward, {VIEWS} views, softness {SOFTNESS_PIXELS:g} px",
    channels=1,
    entries=silhouette_entries,
    notes=(
        "A call goes from positions and cameras to the gradient of the positions; a sphere fills a third of the image.",
    ),
    deodr_goals=(4.0, 1.0),
    nvdiffrast_goal=2.0,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark from the command line.

    Args:
        argv: without the program's name; None for those of the process.
    """
    return speed_command(QUESTION, argv)


if __name__ == "__main__":
    sys.exit(main())
