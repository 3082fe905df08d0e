"""Which cameras go into a file, and what with them."""

from dataclasses import dataclass

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.view import View
from app.engine.setting_fields import check_settings, setting

ALL, ENABLED = "all", "enabled"
PICTURES, NO_IMAGES = "pictures", "none"


@dataclass(frozen=True)
class CameraFileSettings:
    """What a file of cameras holds.

    Raises:
        ValueError: a field is not among its choices.
    """

    cameras: str = setting(
        ALL,
        label="Cameras",
        help="all cameras, or only the enabled ones, which take part in the fit",
        choices=(ALL, ENABLED),
    )

    def __post_init__(self) -> None:
        check_settings(self)

    def chosen(self, cameras: CameraSet) -> tuple[View, ...]:
        """The views that go into the file, in order."""
        return cameras.views if self.cameras == ALL else cameras.enabled


@dataclass(frozen=True)
class TransformsSettings(CameraFileSettings):
    """What `transforms.json` holds."""

    images: str = setting(
        PICTURES,
        label="Images",
        help="pictures writes what each camera sees into a folder beside, with the silhouette as alpha",
        choices=(PICTURES, NO_IMAGES),
    )
