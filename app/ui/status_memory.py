"""How much memory the program takes."""

import os
import sys


def resident_bytes() -> int | None:
    """Memory of this process that is in RAM; its peak where the system tells no more, None where it tells nothing."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        pass
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def in_words(amount: int) -> str:
    """Bytes in a unit that people read, such as "512 MiB"."""
    mebibytes = amount / 2**20
    return f"{mebibytes:,.0f} MiB" if mebibytes < 1000 else f"{mebibytes / 1024:.1f} GiB"
