"""The light on the stage, and when its lamp is to be seen."""

from app.engine.appearance.lighting import Lighting
from app.engine.fitting.snapshot import Snapshot
from app.ui.viewport.display import DisplaySettings
from app.ui.viewport.scene_light import SceneLight

LAMP_REACH = 1.9  # of the lamp from the middle of the model, in half sizes of it: outside of any box of that size
WITHOUT_DIRECTION = "even"


class StageLight:
    """The light that models are shown in."""

    def __init__(self) -> None:
        self.given = Lighting()
        self.held: Lighting | None = None  # while its lamp is dragged
        self.is_hovered = False
        self.matters = False  # whether a fit takes notice of it, so that the lamp is of use in all modes

    @property
    def shown(self) -> Lighting:
        """The light as it is, or as it is being made."""
        return self.given if self.held is None else self.held

    def on(self, snapshot: Snapshot | None) -> SceneLight:
        """What lights a mesh: the light that its fit has found, except while the user tries another one."""
        colours = None if snapshot is None else snapshot.state.colours
        found = None if colours is None or self.held is not None else colours.light
        return SceneLight(self.shown.lamps(), found)

    def has_lamp(self, display: DisplaySettings) -> bool:
        """Whether the lamp is to be seen, where there is a model."""
        has_direction = self.given.preset != WITHOUT_DIRECTION
        return display.lamp and has_direction and (display.mode.is_lit or self.matters)
