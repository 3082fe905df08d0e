"""Prints what the build needs: `static` as pyproject.toml lists it, `tools` as the backend asks for on this machine."""

import sys
import tomllib
from pathlib import Path

if sys.argv[1] == "static":
    requirements = tomllib.loads(Path("pyproject.toml").read_text())["build-system"]["requires"]
else:
    from scikit_build_core.build import get_requires_for_build_editable

    requirements = get_requires_for_build_editable()
print(*requirements, sep="\n")
