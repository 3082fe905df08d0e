"""What the views should look like: masks, and the distance of every pixel to their outlines."""
