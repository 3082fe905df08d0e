"""What has been drawn on a photograph to cut the object out."""

from dataclasses import dataclass, replace

from app.engine.masking.brush import Paint
from app.engine.masking.grab_cut import PixelBox, Stroke


@dataclass(frozen=True, eq=False)
class Marks:
    """A box and strokes on one photograph.

    Args:
        box: around the object, None for none.
        object_strokes: over the object.
        background_strokes: over the background.
    """

    box: PixelBox | None = None
    object_strokes: tuple[Stroke, ...] = ()
    background_strokes: tuple[Stroke, ...] = ()

    def with_stroke(self, stroke: Stroke, paint: Paint) -> "Marks":
        """The same with one stroke more.

        Args:
            stroke: the stroke.
            paint: what it is over, object or background.
        """
        if paint is Paint.OBJECT:
            return replace(self, object_strokes=(*self.object_strokes, stroke))
        return replace(self, background_strokes=(*self.background_strokes, stroke))
