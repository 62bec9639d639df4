"""`wenwu train`: learn from data of one's own. Each part is a module, `train_<name>`, loaded when wanted."""

from collections.abc import Mapping

import typer

from wenwu.cli.main import Commands

PARTS: Mapping[str, str] = {
    "damage": "From prints of the same crests, a network that loses ink as those prints did.",
    "hidden": "From whole pictures, a network that tells what of a picture lies under something or is gone.",
    "memory": "From a corpus of motifs, what patterns look like and what they mean.",
    "motion": "From recordings of one dance to a pack that can be danced, and a network that knows it.",
}


class Parts(Commands):
    """What can be learnt."""

    table = PARTS
    home = "wenwu.cli.train_{}"


train = typer.Typer(
    name="train",
    cls=Parts,
    help="Learn from data of your own.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


@train.callback()
def parts() -> None:
    """Learn from data of your own."""
