"""What a fit minimises: differences of silhouettes, penalties on the shape, and their weighted sum."""
