"""Prints requirements, one a line.

`static`: what the build needs as pyproject.toml lists it. `tools`: what the backend asks for on this machine.
`windowless [EXTRA]`: what the program and its tests need where no window is opened, and that extra.
"""

import re
import sys
import tomllib
from pathlib import Path

WINDOW = {"pyqt6", "pyqtgraph", "pyopengl", "pytest-qt", "imageio-ffmpeg"}


def windowless(project: dict[str, dict[str, list[str]]], extras: list[str]) -> list[str]:
    optional = project["optional-dependencies"]
    wanted = [*project["dependencies"], *(item for extra in extras for item in optional[extra])]
    nested = {item: optional[match[1]] for item in wanted if (match := re.fullmatch(r"photosculpture\[(.+)\]", item))}
    flat = [found for item in wanted for found in nested.get(item, [item])]
    return [item for item in flat if re.split(r"[^\w-]", item)[0].lower() not in WINDOW]


metadata = tomllib.loads(Path("pyproject.toml").read_text())
if sys.argv[1] == "static":
    requirements = metadata["build-system"]["requires"]
elif sys.argv[1] == "windowless":
    requirements = windowless(metadata["project"], ["test", *sys.argv[2:]])
else:
    from scikit_build_core.build import get_requires_for_build_editable

    requirements = get_requires_for_build_editable()
print(*requirements, sep="\n")
