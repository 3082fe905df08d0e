"""The command `photosculpture`."""

from app.cli.command import main

__all__ = ["main"]
