"""What a finished run leaves behind: meshes, figures, an animation, in one folder."""
