"""One picture of the corpus: turned as said, never mirrored, dyes counted right, the same every time."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from wenwu.atlas.load import load_atlas
from wenwu.base.seed import generator
from wenwu.motifs.balance import LEAST, MOST, balance
from wenwu.motifs.context import Context
from wenwu.motifs.corpus_image import BEYOND, _shares, draw_order, dyed, harmed, laid_before
from wenwu.motifs.corpus_plan import plan_corpus
from wenwu.motifs.lab import to_lab
from wenwu.motifs.order import Harm, Pose
from wenwu.motifs.recipe import load_recipe
from wenwu.motifs.sense import Sense, find_senses


@pytest.fixture(scope="module")
def atlas():
    return load_atlas()


@pytest.fixture(scope="module")
def orders(atlas):
    return plan_corpus(atlas, load_recipe(), 300, 1)


def test_the_same_order_gives_the_same_picture_and_another_seed_another(atlas, orders):
    for order in orders[::60]:
        one, again = draw_order(order, atlas, 128, 1), draw_order(order, atlas, 128, 1)
        assert (one.image == again.image).all() and one.dyes == again.dyes and one.shares == again.shares
        assert (draw_order(order, atlas, 128, 2).image != one.image).any()


def test_every_craft_and_setting_draws_a_figure_on_a_ground(atlas, orders):
    crafts = {order.dressing.craft: order for order in orders}
    assert {"flat", "plain", "brocade", "embroidery"} <= set(crafts)
    for craft, order in crafts.items():
        shown = draw_order(order, atlas, 128, 1)
        assert shown.image.shape == (128, 128, 3) and shown.image.std() > 8, craft
        assert 0.02 < shown.shares[0] < 0.99 and sum(shown.shares) == pytest.approx(1, abs=1e-3)


def test_a_pose_turns_clockwise_shifts_and_never_mirrors():
    cloth = np.zeros((160, 160, 3), np.uint8)
    cloth[20:40, 78:82] = 255  # a mark above the middle
    still = laid_before(cloth, Pose(), 128, Image.Resampling.NEAREST)
    assert (still == cloth[16:144, 16:144]).all()
    turned = laid_before(cloth, Pose(angle=90), 128, Image.Resampling.NEAREST)
    rows, columns = np.nonzero(turned[..., 0])
    assert columns.mean() > 100 and 60 < rows.mean() < 68  # up became right
    moved = laid_before(cloth, Pose(right=0.125, down=0.0625), 128, Image.Resampling.NEAREST)
    assert np.nonzero(moved[..., 0])[1].mean() == pytest.approx(np.nonzero(still[..., 0])[1].mean() + 16)
    assert np.nonzero(moved[..., 0])[0].mean() == pytest.approx(np.nonzero(still[..., 0])[0].mean() + 8)


def test_the_cloth_reaches_beyond_the_picture_however_it_lies(orders):
    side = round(BEYOND * 128 / 2) * 2
    cloth = np.full((side, side, 3), 255, np.uint8)
    for order in (*orders, replace(orders[0], pose=Pose(15, 1, 0.06, -0.06))):
        assert laid_before(cloth, order.pose, 128, Image.Resampling.NEAREST).min() == 255, order.pose
    far = laid_before(cloth, Pose(40, 1, 0.06, 0.06), 128, Image.Resampling.NEAREST)
    assert far.min() == 0  # planted: a pose that is never asked for


def test_a_harmed_picture_says_all_that_was_touched_and_fades_more_on_a_mountain(atlas, orders):
    shown = draw_order(orders[0], atlas, 128, 1)
    dusty = harmed(shown, Harm(0, "dust", 0.4), generator(1, "harm"))
    assert (dusty.image[~dusty.lost] == shown.image[~dusty.lost]).all() and 0 < dusty.loss < dusty.lost.mean()
    low, high = (harmed(shown, Harm(0, "fading", 0.6, m), generator(1, "harm")) for m in (0.0, 3500.0))
    assert not low.lost.any() and (low.image != high.image).any()
    away = [np.abs(one.image.astype(int) - shown.image).mean() for one in (low, high)]
    assert away[0] < away[1]


def test_shares_of_dyes_are_counted():
    flat = np.zeros((8, 8, 3), np.uint8)
    flat[:2] = (255, 0, 0)
    assert _shares(flat, ("#000000", "#FF0000", "#00FF00")) == (0.75, 0.25, 0.0)


def test_dye_lots_stray_about_the_palette_and_stay_near():
    meant = np.array([[0xA3, 0x12, 0x3A]]) / 255
    lots = [dyed(("#A3123A",), generator(k, "lot"))[0] for k in range(200)]
    got = to_lab(np.array([[int(lot[k : k + 2], 16) / 255 for k in (1, 3, 5)] for lot in lots]))
    off = got - to_lab(meant)
    assert np.abs(off.mean(0)).max() < 2.5 and 2 < off[:, 0].std() < 6 and len(set(lots)) > 190


def test_a_sign_with_a_hand_keeps_it(atlas, orders):
    handed = [o for o in orders if atlas.motif(o.sense.motif).turn in ("left", "right")]
    for order in handed:
        assert order.params["turn"] == atlas.motif(order.sense.motif).turn
    assert all(abs(o.pose.angle) <= 15 and o.pose.scale > 0 for o in orders)


def _sense(motif, culture, form, concept):
    return Sense(motif, culture, form, form, concept, (concept,), (0,), (Context(culture),))


def test_balance_evens_concepts_within_a_form_and_holds_single_ones_back():
    senses = [
        _sense("a.x", "a", "spiral", "life"), _sense("b.x", "b", "spiral", "life"),
        _sense("c.x", "c", "spiral", "water"), _sense("d.x", "d", "star", "light"),
    ]  # fmt: skip
    weight = balance(senses)
    assert weight.sum() == pytest.approx(1)
    assert weight[2] > 1.2 * weight[0] and weight[0] == pytest.approx(weight[1])
    assert weight[3] == weight.min()
    assert weight.min() >= LEAST / 4 * 0.9 and weight.max() <= MOST / 4 * 1.1


def test_one_form_with_two_meanings_in_one_context_is_left_out_there(atlas):
    """The ox's nose and the cloud of the Mongols are one form: alone on a hem neither is drawn."""
    senses = {s.motif: s for s in find_senses(atlas, load_recipe())}
    nose, cloud = (set(senses[f"mongolian.{name}"].contexts) for name in ("hamar", "cloud"))
    assert nose and cloud
    assert not any(c.carrier == "hem" and c.placement == "alone" for c in nose | cloud)


def test_the_numbers_of_the_recipe_are_numbers_of_its_motifs(atlas):
    recipe = load_recipe()
    for varies in recipe.varies:
        motif = atlas.motif(varies.motif)
        assert varies.number in motif.params, varies
        low, high = varies.seen(generator(1, "a")), varies.unseen(generator(1, "a"))
        assert varies.low <= low < (varies.high if varies.whole else varies.edge) <= high <= varies.high
    assert {s.family for s in find_senses(atlas, recipe)} <= set(recipe.topology)
