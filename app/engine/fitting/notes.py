"""What a fit did to its mesh besides moving it. Importing this module does not import torch."""

from dataclasses import dataclass
from enum import StrEnum


class NoteKind(StrEnum):
    """What a note is about."""

    START = "start"
    TOPOLOGY = "topology"
    INTERSECTIONS = "intersections"
    REMESHING = "remeshing"


@dataclass(frozen=True)
class Note:
    """Something that people want to know of.

    Args:
        step: updates done when it happened.
        kind: what it is about.
        label: a few words, for a marker.
        sentence: all of it.
    """

    step: int
    kind: NoteKind
    label: str
    sentence: str
