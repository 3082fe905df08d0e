"""From arguments to an exit status: whatever can be foreseen ends in one sentence on stderr."""

from app.cli.arguments import ExportCaptureArguments, ReconstructArguments
from app.cli.exit_status import ExitStatus
from app.cli.export_capture import export_capture
from app.cli.failures import RunFailedError, UnusableInputError
from app.cli.messages import say
from app.cli.reconstruct import reconstruct


def run_command(arguments: ReconstructArguments | ExportCaptureArguments) -> int:
    """Run a command.

    Args:
        arguments: what to do.

    Returns:
        The exit status.
    """
    try:
        if isinstance(arguments, ExportCaptureArguments):
            return export_capture(arguments)
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
