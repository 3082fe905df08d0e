"""Builds the sample models: `python data/make_models.py [--out DIR]` (needs `pip install .[data]`)."""

import argparse
from pathlib import Path

from modelling import avocado, chair, double_torus, kettle, tree

BUILDERS = (kettle.build, avocado.build, tree.build, double_torus.build, chair.build)


def main() -> None:
    """Writes one binary glTF file for each model; the same call always writes the same bytes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--out", type=Path, default=Path(__file__).parent / "models", help="folder for the files (default: %(default)s)"
    )
    folder: Path = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    for build in BUILDERS:
        model = build()
        path = folder / f"{model.name}.glb"
        path.write_bytes(model.glb())
        print(f"{path}: {model.solid.num_tri():,} faces, {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
