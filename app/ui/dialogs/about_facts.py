"""What a program is made of and runs on, for the about box and for error reports."""

import platform
from dataclasses import dataclass

from PyQt6.QtCore import PYQT_VERSION_STR, QSysInfo, qVersion

from app.engine.versions import installed_version


@dataclass(frozen=True)
class Fact:
    """A name and what stands for it."""

    name: str
    value: str


def version_facts() -> tuple[Fact, ...]:
    """Versions of the program and of what it is built on; nothing is imported for it."""
    return (
        Fact("Photosculpture", installed_version("photosculpture").replace("not installed", "run from its sources")),
        Fact("Python", platform.python_version()),
        Fact("PyTorch", installed_version("torch")),
        Fact("NumPy", installed_version("numpy")),
        Fact("Qt", qVersion() or "unknown"),
        Fact("PyQt", PYQT_VERSION_STR),
        Fact("pyqtgraph", installed_version("pyqtgraph")),
        Fact("PyOpenGL", installed_version("PyOpenGL")),
        Fact("System", f"{QSysInfo.prettyProductName()}, {QSysInfo.currentCpuArchitecture()}"),
    )


def device_fact(device: str) -> Fact:
    """What is computed on."""
    return Fact("Computes on", device or "not known until the engine is loaded")


def as_text(facts: tuple[Fact, ...]) -> str:
    """A line a fact, to be copied."""
    width = max(len(fact.name) for fact in facts) + 2
    return "\n".join(f"{fact.name + ':':{width}}{fact.value}" for fact in facts)
