"""Meshes made anew: even triangles, and what is wrong with a surface as the skin of a solid."""
