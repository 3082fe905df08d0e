"""Which pixels of a photograph show the object."""
