"""The one error of reading photographs and their cameras."""


class CaptureFileError(ValueError):
    """A capture cannot be used; the message is one sentence that names the file and what is wrong with it."""


class TurntableNeededError(CaptureFileError):
    """A folder holds pictures and no cameras: somebody must say how they were taken."""
