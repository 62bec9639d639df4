"""Threads: every cell of a brocade shows one dye, and only dyes that are there."""

import numpy as np

from wenwu.base.seed import generator
from wenwu.motifs.thread import DYES, PITCH, counted


def test_cells_are_of_one_dye_and_a_figure_is_there_or_not() -> None:
    pixels = 4 / PITCH  # a cell of 4 × 4
    colour = generator(1, "threads").integers(0, 256, (40, 60, 3)).astype(np.uint8)
    figure = generator(2, "threads").random((40, 60)).astype(np.float32)
    woven, raised = counted(colour, figure, pixels)
    cells = woven.reshape(10, 4, 15, 4, 3)
    assert (cells == cells[:, :1, :, :1]).all()
    dyes = {tuple(dye) for dye in woven.reshape(-1, 3)}
    assert 1 < len(dyes) <= DYES and dyes <= {tuple(dye) for dye in colour[2::4, 2::4].reshape(-1, 3)}
    assert (raised[::4, ::4] == (figure[2::4, 2::4] > 0.5)).all()


def test_a_cell_finer_than_the_picture_is_left() -> None:
    colour, figure = np.zeros((5, 5, 3), np.uint8), np.zeros((5, 5), np.float32)
    assert counted(colour, figure, 1 / PITCH)[0] is colour
