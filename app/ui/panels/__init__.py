"""The panels beside the viewport, one module each."""
