"""The views to start from, and what came of adding others."""

from dataclasses import dataclass

from app.engine.cameras.rig_settings import RigSettings

RIGS = {
    "6 on a sphere": RigSettings(views=6, rig="sphere"),
    "12 on a ring": RigSettings(views=12, rig="ring", elevation_degrees=10.0),
}


@dataclass(frozen=True)
class Trial:
    """One model seen from one rig, and so many views added.

    Args:
        model: its name.
        rig: one of `RIGS`.
        added: number of views.
        before: held-out IoU of the shape without them.
        suggested: with the suggested ones.
        random: with random ones, one for each set of them.
    """

    model: str
    rig: str
    added: int
    before: float
    suggested: float
    random: tuple[float, ...]

    @property
    def random_mean(self) -> float:
        """Mean over the sets of random views."""
        return sum(self.random) / len(self.random)

    @property
    def beaten_share(self) -> float:
        """Share of the sets of random views that end below the suggested ones."""
        return sum(iou < self.suggested for iou in self.random) / len(self.random)
