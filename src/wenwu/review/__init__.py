"""What they answer."""
