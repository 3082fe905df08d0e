"""Pictures wrapped round meshes: where each face lies in one, and what is beside them. NumPy only, no torch."""
