"""What targets are made for. Importing this module does not import torch."""

LARGEST_SOFTNESS_PIXELS = 20.0
"""The softest outline that a fit may ask for; targets know their distance at least as far as this needs."""
