"""How films are made. Importing this module is quick: the export dialog is made from these fields."""

from dataclasses import dataclass

from app.engine.setting_fields import check_settings, setting

LIGHT, DARK = "light", "dark"
MOST_FRAMES_PER_SECOND = 50  # browsers play shorter frames of a GIF slowly


@dataclass(frozen=True)
class FilmSettings:
    """What films of every kind have in common.

    Raises:
        ValueError: a field is of the wrong type, out of range, or not among its choices.
    """

    pixels: int = setting(
        480,
        label="Size",
        unit="px",
        help="width and height of the picture; an MP4 has even sizes, so an odd one is made larger by one",
        minimum=64,
        maximum=2160,
    )
    frames_per_second: int = setting(
        20,
        label="Frame rate",
        unit="fps",
        help="more is smoother, and makes the file larger",
        minimum=1,
        maximum=MOST_FRAMES_PER_SECOND,
    )
    seconds: float = setting(
        6.0, label="Length", unit="s", help="how long the film plays before it begins again", minimum=0.2, maximum=120.0
    )
    turns: int = setting(
        1, label="Turns", help="how often the camera goes round the mesh, counter-clockwise", minimum=0, maximum=20
    )
    elevation_degrees: float = setting(
        18.0, label="Elevation", unit="°", help="how far above the mesh the camera is", minimum=-89.0, maximum=89.0
    )
    background: str = setting(
        LIGHT, label="Background", help="colour behind the mesh, the same all over", choices=(LIGHT, DARK)
    )

    def __post_init__(self) -> None:
        check_settings(self)

    @property
    def frames(self) -> int:
        """How many frames `seconds` are, at least one."""
        return max(1, round(self.seconds * self.frames_per_second))


@dataclass(frozen=True)
class TurntableSettings(FilmSettings):
    """A film of one mesh that turns."""

    turns: int = setting(
        1,
        label="Turns",
        help="how often the camera goes round the mesh, counter-clockwise; whole turns loop without a jump",
        minimum=1,
        maximum=20,
    )


@dataclass(frozen=True)
class HistorySettings(FilmSettings):
    """A film of how a mesh became what it is."""

    turns: int = setting(
        2, label="Turns", help="how often the camera goes round the mesh; 0 keeps it where it is", minimum=0, maximum=20
    )
    hold_seconds: float = setting(
        2.0, label="Hold result", unit="s", help="how long the result is shown at the end", minimum=0.0, maximum=60.0
    )

    @property
    def hold_frames(self) -> int:
        """How many frames `hold_seconds` are."""
        return round(self.hold_seconds * self.frames_per_second)
