"""What a surface is painted with and what lights it, in NumPy alone."""
