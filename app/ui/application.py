"""The program as a window: from the command line to the exit status."""

import sys
from pathlib import Path

from app.ui.display_check import HOW_TO_GO_ON, display_problem

PROGRAM = "photosculpture"
CANNOT_OPEN = 2


def run_window(path: Path | None) -> int:
    """Open the window and run until it is closed.

    Args:
        path: what to open; None for the model that comes with the program.

    Returns:
        The exit status.
    """
    problem = display_problem()
    if problem is None:
        try:
            from app.ui.window_run import run
        except ImportError as error:  # Qt's libraries, or those of the system that they need
            problem = f"the window cannot be opened: {error}; {HOW_TO_GO_ON}"
    if problem is not None:
        print(f"{PROGRAM}: error: {problem}", file=sys.stderr)
        return CANNOT_OPEN
    return run(path)
