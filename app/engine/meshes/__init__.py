"""Triangle meshes: the value, its files, its frame, and the sphere to start from."""
