"""The 3D view: the mesh, its target, the cameras around them, and how the mouse moves all of it."""
