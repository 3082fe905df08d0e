"""Makes the pictures of the README, two minutes in all: the window at work, and the bundled models reconstructed.

The window opens on the screen that there is, and wants to be left alone.
"""

from pathlib import Path

from pictures.hero import write_hero
from pictures.painted_model import read_painted_model
from pictures.run import reconstructed
from pictures.turntable import write_turntable
from pictures.window import write_window_pictures

ROOT = Path(__file__).parents[1]
MODELS = ("kettle", "avocado", "tree")
HERO_MODEL = "kettle"


def main() -> None:
    """Writes `docs/images/`: `window.gif` and its stills, `gallery_NAME.gif` for each model, and `hero.png`."""
    images = ROOT / "docs" / "images"
    images.mkdir(exist_ok=True)
    write_window_pictures(images)
    for name in MODELS:
        path = ROOT / "data" / "models" / f"{name}.glb"
        run = reconstructed(path)
        caption = f"from {len(run.outlines)} outlines"
        write_turntable(images / f"gallery_{name}.gif", read_painted_model(path), run.keyframes[-1].mesh, caption)
        if name == HERO_MODEL:
            write_hero(images / "hero.png", reconstructed(path, "sphere"))
        print(f"{name}: IoU {run.mean_iou:.4f} in the mean of {len(run.outlines)} views")


if __name__ == "__main__":
    main()
