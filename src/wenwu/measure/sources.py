"""Sources of dances for the bench: name → what makes a clip of a dance, a seed and a number of seconds."""

from collections.abc import Callable, Mapping
from functools import partial

from wenwu.measure import controls
from wenwu.measure.network_dance import network_dance, unconstrained_dance
from wenwu.measure.planner import planned, planned_dance
from wenwu.measure.retrieval import retrieved
from wenwu.measure.score_only import score_only
from wenwu.motion.clip import Clip

Source = Callable[[str, int, float], Clip]

SOURCES: Mapping[str, Source] = {
    "network": network_dance,
    "unconstrained": unconstrained_dance,
    "score alone": score_only,
    "retrieval": retrieved,
    "key-frame planner": planned_dance,
    "constant pose": controls.constant_pose,
    "mean pose": controls.mean_pose,
    "frozen": controls.frozen,
    "jitter": controls.jitter,
}
ONLY: Mapping[str, Callable[[], tuple[str, ...]]] = {"key-frame planner": planned}  # makes no other dances


def sources(planner_url: str | None = None) -> dict[str, Source]:
    """All of them; with an address the planner there is asked instead of reading recorded plans."""
    out = dict(SOURCES)
    if planner_url:
        out["key-frame planner"] = partial(planned_dance, url=planner_url)
    return out


def makes(name: str, dance: str, planner_url: str | None = None) -> bool:
    """Whether a source can make a dance."""
    return planner_url is not None or name not in ONLY or dance in ONLY[name]()
