"""Photosculpture: meshes sculpted from silhouettes."""
