"""Damage: the mask tells the truth, severity only adds, nothing moves, the same seed the same bytes."""

import itertools

import numpy as np
import pytest

from wenwu.base.errors import InputError
from wenwu.base.seed import generator
from wenwu.motifs.damage import HARMS, KINDS, Damaged, damage, wear
from wenwu.motifs.damage_field import colonies, from_edge, noise, polygons, threshold
from wenwu.motifs.damage_figure import figure_of, ground_of, inside
from wenwu.motifs.fading import Exposure, fade
from wenwu.motifs.lab import to_lab

SEVERITIES = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)


def crest(high: int = 96, wide: int = 96) -> np.ndarray:
    """A ring, a bar and a dot in three dyes on pale cloth; without any mirror."""
    y, x = np.mgrid[:high, :wide] / min(high, wide) - 0.5
    picture = np.full((high, wide, 3), (0.93, 0.9, 0.83), np.float32)
    picture[np.abs(np.hypot(y, x) - 0.36) < 0.05] = (0.17, 0.29, 0.48)
    picture[(np.abs(y - 0.1) < 0.06) & (np.abs(x + 0.1) < 0.2)] = (0.66, 0.22, 0.18)
    picture[np.hypot(y + 0.12, x - 0.1) < 0.09] = (0.84, 0.65, 0.17)
    return picture


def done(kind: str, severity: float, seed: int = 1) -> Damaged:
    return damage(crest(), kind, severity, generator(seed, "test"))


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_mask_keeps_is_the_faded_picture_exactly(kind: str) -> None:
    for severity in SEVERITIES:
        left = done(kind, severity)
        assert (left.image[~left.mask] == left.faded[~left.mask]).all()
        assert (left.mask == (left.cover > 0)).all()
        assert left.image.min() >= 0 and left.image.max() <= 1
        assert left.image.dtype == np.float32 and left.image.shape == (96, 96, 3)
        expected = fade(crest(), Exposure.of(severity)).colour if kind == "fading" else crest()
        assert (left.faded == expected).all()


def test_the_check_of_the_mask_sees_a_pixel_that_was_forgotten() -> None:
    left = done("worm", 0.8)
    hole = tuple(np.argwhere(left.mask)[0])
    forgotten = left.mask.copy()
    forgotten[hole] = False
    assert not (left.image[~forgotten] == left.faded[~forgotten]).all()


@pytest.mark.parametrize("kind", list(HARMS))
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_severity_only_adds(kind: str, seed: int) -> None:
    left = [done(kind, severity, seed) for severity in SEVERITIES]
    loss = [one.loss for one in left]
    area = [float(one.mask.mean()) for one in left]
    assert loss == sorted(loss) and area == sorted(area)
    assert loss[0] == 0 and not left[0].mask.any() and (left[0].image == crest()).all()
    assert area[-1] > 0.015 and area[2] < 0.7 * area[-1]
    away = [float(np.linalg.norm(to_lab(one.image) - to_lab(crest()), axis=-1).mean()) for one in left]
    assert all(after >= before - 0.3 for before, after in itertools.pairwise(away)) and away[-1] > 0.3


@pytest.mark.parametrize("kind", HARMS)
def test_what_is_lost_once_stays_lost(kind: str) -> None:
    masks = [done(kind, severity).mask for severity in SEVERITIES]
    assert not any((less & ~more).any() for less, more in itertools.pairwise(masks))


@pytest.mark.parametrize("kind", KINDS)
def test_one_seed_one_picture(kind: str) -> None:
    assert (done(kind, 0.6).image == done(kind, 0.6).image).all()
    assert kind == "fading" or (done(kind, 0.6).mask != done(kind, 0.6, 2).mask).any()


def test_ink_is_lost_from_the_figure_alone_and_bares_the_ground() -> None:
    left, figure = done("ink", 0.8), figure_of(crest(), ground_of(crest())) > 0.5
    assert (left.mask & figure).sum() / figure.sum() == pytest.approx(0.48, abs=0.01)
    assert not (left.mask & ~figure).any()
    assert np.allclose(left.image[left.mask], (0.93, 0.9, 0.83), atol=0.01)


def test_an_edge_wears_from_its_outside() -> None:
    depth = inside((figure_of(crest(), ground_of(crest()))).astype(np.float32))
    lost = [
        np.mean([depth[done(kind, 0.4, seed).mask].mean() for seed in range(1, 6)])
        for kind in ("edge", "ink")
    ]
    assert lost[0] < 0.75 * lost[1]


def test_several_kinds_join_their_masks_and_light_comes_first() -> None:
    wish = {"worm": 0.5, "fading": 0.7, "stain": 0.4}
    left = wear(crest(), wish, generator(4, "test"))
    alone = [wear(crest(), {kind: wish[kind]}, generator(4, "test")).mask for kind in ("worm", "stain")]
    assert (left.mask == (alone[0] | alone[1])).all()
    assert (left.image[~left.mask] == fade(crest(), Exposure.of(0.7)).colour[~left.mask]).all()
    assert set(left.kept) == {"indigo", "madder", "lac", "safflower", "yellow", "tannin"}
    turned = dict(reversed(wish.items()))
    assert (wear(crest(), turned, generator(4, "test")).image == left.image).all()


def test_altitude_fades_more() -> None:
    low, high = (
        damage(crest(), "fading", 0.4, generator(1, "test"), altitude=m).image for m in (0.0, 4500.0)
    )
    away = [np.linalg.norm(to_lab(one) - to_lab(crest()), axis=-1).mean() for one in (low, high)]
    assert away[1] > away[0] + 0.3


def test_nothing_moves_nor_turns() -> None:
    """What is kept lies where it lay: a mirrored or shifted picture would not agree on the kept pixels."""
    for kind in HARMS:
        left = done(kind, 0.5)
        kept = ~left.mask
        assert (left.image[kept] == crest()[kept]).all()
        assert not (left.image[:, ::-1][kept] == crest()[kept]).all()


@pytest.mark.parametrize("shape", [(16, 16), (17, 61), (200, 33)])
@pytest.mark.parametrize("kind", KINDS)
def test_any_shape_of_picture(shape: tuple[int, int], kind: str) -> None:
    left = damage(crest(*shape), kind, 0.7, generator(1, "test"))
    assert left.image.shape == (*shape, 3) and np.isfinite(left.image).all()
    plain = damage(np.full((*shape, 3), 0.5, np.float32), kind, 0.7, generator(1, "test"))
    assert np.isfinite(plain.image).all()


def test_a_polygon_grows_about_its_middle() -> None:
    field = polygons((80, 80), generator(5, "polygon"), 1)
    inner, outer = field < 0.4, field < 0.8
    assert inner.any() and not (inner & ~outer).any() and outer.sum() > 2 * inner.sum()


def test_fields_have_the_shape_and_order_they_state() -> None:
    rng = generator(6, "field")
    for field in (noise((40, 60), rng), from_edge((40, 60), rng), colonies((40, 60), rng)):
        assert field.shape == (40, 60) and field.dtype == np.float32 and np.isfinite(field).all()
        assert (field < threshold(field, 0.25)).mean() == pytest.approx(0.25, abs=0.01)
    assert threshold(field, 0) == -np.inf and threshold(field, 1) == np.inf


def test_what_cannot_be_meant_is_refused() -> None:
    with pytest.raises(
        InputError, match=r"^no damage 'rust'; known: fading, ink, edge, abrasion, stain, mould, dust"
    ):
        done("rust", 0.5)
    with pytest.raises(InputError, match=r"^severity 1.5 of worm is outside 0…1$"):
        wear(crest(), {"worm": 1.5}, generator(1, "test"))
    with pytest.raises(InputError, match=r"^severity nan of ink is outside 0…1$"):
        wear(crest(), {"ink": float("nan")}, generator(1, "test"))
    with pytest.raises(
        InputError, match=r"^a picture of 20 × 9 pixels is too small to damage; it needs 16 × 16$"
    ):
        damage(np.zeros((9, 20, 3), np.float32), "ink", 0.5, generator(1, "test"))


def test_what_is_torn_away_does_not_pass_for_the_ground_of_the_print() -> None:
    left = wear(crest(), {"torn": 1.0, "ink": 0.8}, generator(7, "test"))
    alone = wear(crest(), {"ink": 0.8}, generator(7, "test"))
    kept = ~wear(crest(), {"torn": 1.0}, generator(7, "test")).mask
    assert (left.image[kept] == alone.image[kept]).all()
