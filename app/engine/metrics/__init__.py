"""How near a fit has come: the overlap of silhouettes, and the distance between surfaces."""
