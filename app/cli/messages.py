"""What the command says."""

import sys

PROGRAM = "photosculpture"


def say(sentence: str) -> None:
    """A sentence about the run, for the user's eyes: on stderr, after the program's name."""
    print(f"{PROGRAM}: {sentence}", file=sys.stderr)
