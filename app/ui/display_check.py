"""Whether a window can be opened here. Qt itself ends the process where it cannot."""

import os
import socket
import sys

HOW_TO_GO_ON = "to sculpt without a window: photosculpture reconstruct MODEL"


def display_problem() -> str | None:
    """Why no window can be opened, one sentence; None if nothing speaks against it."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return None
    if os.environ.get("WAYLAND_DISPLAY"):
        return None
    name = os.environ.get("DISPLAY", "")
    if not name:
        return f"there is no display to open a window on (DISPLAY is not set); {HOW_TO_GO_ON}"
    if not _answers(name):
        return f"the display {name} does not answer, so that no window can be opened; {HOW_TO_GO_ON}"
    return None


def _answers(display: str) -> bool:
    """Whether somebody listens at an X display, such as ":0", "unix:0.0" or "host:10"."""
    host, separator, rest = display.rpartition(":")
    number = rest.split(".")[0]
    if not separator or not number.isdecimal():
        return False
    if host.startswith("/"):  # as on macOS: the path of a socket
        return True
    if host not in ("", "unix"):
        return _connects(socket.AF_INET, (host, 6000 + int(number)))
    path = f"/tmp/.X11-unix/X{number}"
    return _connects(socket.AF_UNIX, path) or _connects(socket.AF_UNIX, f"\0{path}")


def _connects(family: socket.AddressFamily, address: tuple[str, int] | str) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as client:
        client.settimeout(2.0)
        try:
            client.connect(address)
        except OSError:
            return False
        return True
