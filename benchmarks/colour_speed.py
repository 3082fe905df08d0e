"""How fast are colours, forward and backward, beside other renderers on the same machine in the same minutes?"""

import sys
from collections.abc import Sequence

from benchmarks.support.contenders.entries import colour_entries
from benchmarks.support.speed import SpeedQuestion, speed_command
from benchmarks.support.workload import COLOUR_CHANNELS, VIEWS

QUESTION = SpeedQuestion(
    name="colour_speed",
    description=__doc__,
    title=f"Rasterize + interpolate + antialias, forward + backward, {VIEWS} views, {COLOUR_CHANNELS} channels",
    channels=COLOUR_CHANNELS,
    entries=colour_entries,
    notes=(
        "A call goes from positions, vertex colours and cameras to the gradients of positions and colours; a sphere "
        "fills a third of the image. Ours is `draw`, which does in one pass what the three stages do in a row; nobody "
        "looks for surfaces that pass through each other.",
    ),
    deodr_goals=(3.0, 1.0),
    nvdiffrast_goal=1.0,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark from the command line.

    Args:
        argv: without the program's name; None for those of the process.
    """
    return speed_command(QUESTION, argv)


if __name__ == "__main__":
    sys.exit(main())
