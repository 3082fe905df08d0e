"""What ends the command early; each message is one sentence."""


class UnusableInputError(Exception):
    """An argument, a file or a device that cannot be used; nothing has been written."""


class RunFailedError(Exception):
    """A step could not be done; what there was before it has been written, if there was anything."""
