"""What a run leaves behind, in files that other programs open: meshes, films, cameras, figures, tables."""
