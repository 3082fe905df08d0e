"""What a figure depends on besides the code: the machine, the versions, and how busy it was."""

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import torch

from renderer_cuda._native import instruction_set

_PACKAGES = ("photosculpture", "torch", "numpy", "deodr", "pytorch3d", "nvdiffrast")


@dataclass(frozen=True)
class Machine:
    """Where and when a benchmark ran.

    Args:
        date: UTC, to the minute.
        processor: its name.
        cores: that this process may use.
        instruction_set: that the renderer's inner loops run with.
        gpu: its name, or none.
        system: operating system and its version.
        load: processes that were waiting for a core, on average over the minute before; None where unknown.
        versions: installed packages, "name version".
    """

    date: str
    processor: str
    cores: int
    instruction_set: str
    gpu: str
    system: str
    load: float | None
    versions: tuple[str, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The same for a reader, a line each."""
        load = "" if self.load is None else f", load before {self.load:.1f}"
        return (
            f"{self.date}, {self.system}{load}",
            f"{self.processor}, {self.cores} cores, instruction set {self.instruction_set}; GPU: {self.gpu}",
            ", ".join(self.versions),
        )


def this_machine() -> Machine:
    """Describe the machine that runs this process."""
    return Machine(
        date=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        processor=_processor(),
        cores=usable_cores(),
        instruction_set=instruction_set(),
        gpu=torch.cuda.get_device_name() if torch.cuda.is_available() else "none",
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
        load=os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        versions=(f"python {platform.python_version()}", *_installed()),
    )


def usable_cores() -> int:
    """Cores that this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    lines = information.read_text().splitlines() if information.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown"


def _installed() -> list[str]:
    found = []
    for package in _PACKAGES:
        try:
            found.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            continue
    return found
