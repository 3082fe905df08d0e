"""The views that shapes are made from."""

from dataclasses import dataclass

from app.engine.cameras.rig_settings import RigSettings

GALLERY = ("kettle.glb", "avocado.glb", "tree.glb")


@dataclass(frozen=True)
class Rig:
    """Views around a model, and what is asked of them.

    Args:
        name: short, for the command line.
        settings: of the views.
        with_recipes: whether the recipes of others are run with it too.
        models: file names of the models that it is run for by default; None for all.
    """

    name: str
    settings: RigSettings
    with_recipes: bool
    models: tuple[str, ...] | None

    @property
    def options(self) -> tuple[str, ...]:
        """The same for the command."""
        rig = self.settings
        options = ("--rig", rig.rig, "--views", str(rig.views), "--resolution", str(rig.resolution))
        return (*options, "--elevation", f"{rig.elevation_degrees:g}") if rig.rig == "ring" else options

    @property
    def title(self) -> str:
        """In words."""
        rig = self.settings
        where = f"on a ring at {rig.elevation_degrees:g} degrees" if rig.rig == "ring" else f"on a {rig.rig}"
        return f"{rig.views} views {where}, {rig.resolution} px"


SPHERE = Rig("sphere", RigSettings(), with_recipes=True, models=None)
FINE = Rig("fine", RigSettings(views=40, resolution=512), with_recipes=False, models=None)
RING = Rig("ring", RigSettings(rig="ring", views=12, elevation_degrees=10.0), with_recipes=False, models=GALLERY)
RIGS = {rig.name: rig for rig in (SPHERE, FINE, RING)}
