"""Where a model is seen from: one view, sets of views, and rigs that place them."""
