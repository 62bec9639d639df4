"""Pattern images: draw, compose, keep."""
