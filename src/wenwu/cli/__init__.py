"""Shells over the library, one file per command."""
