"""What one sees while waiting: the stage, how far it is, and the time left."""

from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

STAGES = {
    "compose": "composing the dance",
    "check": "checking it against the rules",
    "dress": "dressing the dancers",
    "render": "drawing and filming",
    "write": "writing the files",
    "report": "writing the report",
}


class Waiting:
    """A progress bar a stage, on stderr; silent where nobody watches a terminal."""

    def __init__(self, quiet: bool = False) -> None:
        console = Console(stderr=True, quiet=quiet)
        self._bars = Progress(
            TextColumn("{task.description:<30}"),
            BarColumn(bar_width=32, complete_style="default", finished_style="dim"),
            TextColumn("{task.completed:.0f}/{task.total:.0f}"),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(compact=True, elapsed_when_finished=False),
            console=console,
            disable=not console.is_terminal,
        )
        self._now: TaskID | None = None

    def __enter__(self) -> "Waiting":
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def stage(self, name: str, steps: int) -> None:
        """A stage begins; the one before is done."""
        self._finish()
        self._now = self._bars.add_task(STAGES.get(name, name), total=steps)

    def advance(self, steps: int = 1) -> None:
        """Some steps of the present stage are done."""
        if self._now is not None:
            self._bars.advance(self._now, steps)

    def _finish(self) -> None:
        if self._now is not None:
            task = next(task for task in self._bars.tasks if task.id == self._now)
            self._bars.update(self._now, completed=task.total)
