"""The parts of `make_gallery.py`."""
