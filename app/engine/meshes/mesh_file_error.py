"""The one error that reading a model file ends in."""


class MeshFileError(ValueError):
    """A model file cannot be used; the message is one sentence that names the file and the reason."""
