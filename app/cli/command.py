"""From arguments to an exit status: whatever can be foreseen ends in one sentence on stderr."""

import sys
from collections.abc import Sequence

from app.cli.arguments import parsed_arguments
from app.cli.exit_status import ExitStatus
from app.cli.failures import RunFailedError, UnusableInputError
from app.cli.messages import say
from app.cli.reconstruct import reconstruct


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        argv: without the program's name; None for those of the process.

    Returns:
        The exit status.
    """
    arguments = parsed_arguments(sys.argv[1:] if argv is None else argv)
    try:
        return reconstruct(arguments)
    except UnusableInputError as error:
        say(f"error: {error}")
        return ExitStatus.UNUSABLE_INPUT
    except (RunFailedError, OSError, MemoryError) as error:
        say(f"error: {error}")
        return ExitStatus.FAILED
    except KeyboardInterrupt:
        say("interrupted, nothing was written")
        return ExitStatus.INTERRUPTED
