"""How the command ends."""

from enum import IntEnum


class ExitStatus(IntEnum):
    """What the command returns to the shell."""

    DONE = 0
    FAILED = 1
    UNUSABLE_INPUT = 2
    INTERRUPTED = 130  # what a shell reports for a program that Ctrl-C ended
