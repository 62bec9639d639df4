"""What cultures know, ask for and forbid."""
