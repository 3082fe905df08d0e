"""Ways to make a shape from outlines, side by side: what `benchmarks.shape` runs, scores, keeps and shows."""
