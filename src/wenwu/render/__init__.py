"""Scene to frames to video."""
