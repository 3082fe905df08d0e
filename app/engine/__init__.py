"""From model file to reconstructed mesh, without a window.

Nothing is imported here: the window starts on `meshes`, `cameras` and the settings, which need no torch.
"""
