"""The program `photosculpture`: a window, or a command without one."""

import sys
from collections.abc import Sequence

from app.cli.arguments import WindowArguments, parsed_arguments
from app.cli.command import run_command


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program.

    Args:
        argv: without the program's name; None for those of the process.

    Returns:
        The exit status.
    """
    arguments = parsed_arguments(list(sys.argv[1:] if argv is None else argv))
    if isinstance(arguments, WindowArguments):
        from app.ui.application import run_window  # nothing that a command without a window needs

        return run_window(arguments.path)
    return run_command(arguments)


if __name__ == "__main__":
    sys.exit(main())
