"""What a fit's colours become among its results. Importing this module imports torch."""

from collections.abc import Sequence
from dataclasses import replace

from app.engine.export.part_pictures import PartPictures
from app.engine.fitting.colour_pictures import ShownColours
from app.engine.fitting.snapshot import ViewPicture


def in_colour(pictures: Sequence[ViewPicture], shown: ShownColours | None) -> tuple[ViewPicture, ...]:
    """Return the pictures, those of views in colour with their colours."""
    colours = {} if shown is None else shown.pictures()
    return tuple(replace(picture, colour=colours.get(picture.view_id)) for picture in pictures)


def part_pictures(shown: ShownColours | None) -> list[PartPictures] | None:
    """Return what the pictures of views are made of; None where there are no colours."""
    return None if shown is None else [PartPictures.of(view_id, parts) for view_id, parts in shown.parts()]
