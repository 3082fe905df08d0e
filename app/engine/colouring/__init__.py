"""Light and colour of meshes for fits, in tensors."""
