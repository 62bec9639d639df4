"""wenwu: a sentence and a culture become a dance."""

__version__ = "0.1.0"
