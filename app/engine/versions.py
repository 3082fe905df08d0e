"""Versions of installed packages."""

from importlib import metadata


def installed_version(package: str) -> str:
    """The version of a package, or "not installed", as for a source tree that is run in place."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"
