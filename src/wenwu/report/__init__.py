"""What the reviewer and the museum read."""
