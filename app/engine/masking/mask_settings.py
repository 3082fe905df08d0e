"""How masks are made from photographs and mask files, in one frozen and validated value."""

from dataclasses import dataclass

from app.engine.setting_fields import check_settings, setting


@dataclass(frozen=True)
class MaskSettings:
    """How to tell the object from the background; each field's metadata is that of `setting`.

    Pixels are those of the picture as it is worked with, after it has been reduced.

    Raises:
        ValueError: a field is of the wrong type, out of range, or not among its choices.
    """

    source: str = setting(
        "best",
        label="Made from",
        help="what masks are made from: the picture's alpha channel, mask files, a threshold of its brightness, or the "
        "first of these that there is (best)",
        choices=("best", "alpha", "files", "threshold"),
    )
    polarity: str = setting(
        "best",
        label="Object is",
        help="whether the object is white or black in mask files, and brighter or darker than the background for a "
        "threshold; best finds out",
        choices=("best", "white", "black"),
    )
    threshold: float = setting(
        0.0,
        label="Threshold",
        help="brightness, from 0 to 1, that divides object and background; 0 finds it for each picture",
        minimum=0.0,
        maximum=1.0,
        zero="auto",
    )
    dilate_pixels: int = setting(
        0, label="Dilate", help="by how much the mask is made wider first", unit="px", minimum=0, maximum=100
    )
    erode_pixels: int = setting(
        0, label="Erode", help="by how much it is made narrower then", unit="px", minimum=0, maximum=100
    )
    fill_holes: str = setting(
        "small",
        label="Fill holes",
        help="which background that the object encloses is taken for object: all of it, none, or, of masks made by a "
        "threshold, small ones that are likely shadows",
        choices=("small", "all", "none"),
    )

    def __post_init__(self) -> None:
        check_settings(self)
