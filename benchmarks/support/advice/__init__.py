"""What the benchmark of suggested views is made of."""
