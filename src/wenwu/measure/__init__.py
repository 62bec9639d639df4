"""Every number we publish, one file per bench."""
