"""Between the lamp in the viewport and the light that the settings name."""

import dataclasses

from PyQt6.QtCore import QObject

from app.engine.appearance.lighting import Lighting
from app.engine.fitting.settings import FitSettings
from app.ui.document import Document
from app.ui.viewport.viewport import Viewport

_NO_COLOURS = "off"


class LightLink(QObject):
    """Keeps the lamp where the settings have it, and turns what is done to it into edits of them.

    Args:
        viewport: shows the lamp; parent of this object.
        document: has the settings.
    """

    def __init__(self, viewport: Viewport, document: Document) -> None:
        super().__init__(viewport)
        self._viewport = viewport
        self._document = document
        document.settings_changed.connect(self._show)
        viewport.light_edited.connect(self._edit)
        self._show()

    def _show(self) -> None:
        settings = self._document.settings
        self._viewport.set_light(_lighting(settings), matters=settings.colour != _NO_COLOURS)

    def _edit(self, lighting: Lighting, goes_on: bool) -> None:
        settings = dataclasses.replace(
            self._document.settings,
            light_azimuth_degrees=lighting.azimuth_degrees,
            light_elevation_degrees=lighting.elevation_degrees,
            light_strength=lighting.strength,
        )
        is_moved = _direction(settings) != _direction(self._document.settings)
        text = "Move light" if is_moved else "Change strength of light"
        self._document.edit_settings(text, settings, merge="strength of light" if goes_on else None)


def _lighting(settings: FitSettings) -> Lighting:
    return Lighting(
        settings.light, settings.light_azimuth_degrees, settings.light_elevation_degrees, settings.light_strength
    )


def _direction(settings: FitSettings) -> tuple[float, float]:
    return settings.light_azimuth_degrees, settings.light_elevation_degrees
