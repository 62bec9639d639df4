"""Two banks: what a pattern looks like, what it means."""
