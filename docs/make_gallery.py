"""Makes the pictures of the README, two minutes in all: the window at work, and the bundled models reconstructed.

The window opens on the screen that there is, and wants to be left alone. Where the path of the dinosaur's photographs
is given, the window with them is pictured, too; they are not part of this project.
"""

import sys
from pathlib import Path

from pictures.hero import write_hero
from pictures.painted_model import read_painted_model
from pictures.photographs import write_photographs_picture
from pictures.run import reconstructed
from pictures.shading import write_shading_picture
from pictures.turntable import write_turntable
from pictures.window import write_window_pictures

ROOT = Path(__file__).parents[1]
MODELS = ("kettle", "avocado", "tree")
HERO_MODEL = "kettle"


def main() -> None:
    """Writes `docs/images/`: the window at work, `gallery_NAME.gif` for each model, and `hero.png`."""
    images = ROOT / "docs" / "images"
    images.mkdir(exist_ok=True)
    write_window_pictures(images)
    if len(sys.argv) > 1:
        write_photographs_picture(images / "photographs.png", Path(sys.argv[1]))
        write_shading_picture(images / "shading.png", Path(sys.argv[1]))
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
