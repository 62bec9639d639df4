"""Progress: how a long job tells whoever waits which stage it is in, and how far."""

from typing import Protocol, runtime_checkable


@runtime_checkable
class Progress(Protocol):
    """Someone who is told how the work goes on."""

    def stage(self, name: str, steps: int) -> None:
        """A stage begins that takes so many steps."""

    def advance(self, steps: int = 1) -> None:
        """Some steps of the present stage are done."""


class Silent:
    """Nobody waits."""

    def stage(self, name: str, steps: int) -> None:
        """Nothing is told."""

    def advance(self, steps: int = 1) -> None:
        """Nothing is told."""
