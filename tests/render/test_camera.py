"""The camera keeps everything in the picture and does not shake."""

import numpy as np
import pytest

from wenwu.render.camera import frame_dancers, outline


def seen_at(camera, points, frame):
    shot = camera.pixel_from_world(frame) @ np.vstack([points.T, np.ones(len(points))])
    return shot[:2] / shot[2]


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (600, 600)])
def test_everything_is_inside_the_picture_at_every_frame(card, scene, size):
    time = np.arange(90) / 30
    moves = np.stack([np.sin(time), 0.2 * np.sin(7 * time), 0.6 * np.cos(2 * time)], 1)
    shot = scene(card(size=1.6), frames=90, moves=moves)
    camera = frame_dancers(shot, *size)
    for frame in range(0, 90, 3):
        points = outline(shot.figures[0], np.array([frame]))[0]
        x, y = seen_at(camera, points, frame)
        assert 0.03 * size[0] < x.min() and x.max() < 0.97 * size[0]
        assert 0.03 * size[1] < y.min() and y.max() < 0.97 * size[1]


def test_it_comes_as_near_as_it_can(card, scene):
    shot = scene(card(size=1.6))
    camera = frame_dancers(shot, 1280, 720)
    _, y = seen_at(camera, outline(shot.figures[0], np.array([0]))[0], 0)
    assert y.min() == pytest.approx(0.08 * 720, abs=2)
    assert y.max() == pytest.approx(0.89 * 720, abs=2)


def test_it_stands_at_eye_height_and_looks_from_the_front(card, scene):
    camera = frame_dancers(scene(card()), 320, 180)
    assert camera.eye[0, 1] == pytest.approx(1.3, abs=0.01)
    assert camera.eye[0, 2] > 2


def test_a_shaking_focus_does_not_shake_the_camera(card, scene):
    from dataclasses import replace

    shake = np.random.default_rng(1).normal(0, 0.05, (120, 3)) + np.array([0, 1, 0])
    shot = replace(scene(card(), frames=120), focus=shake)
    path = frame_dancers(shot, 320, 180).eye
    assert np.abs(np.diff(path, n=2, axis=0)).max() < 1e-3
    assert np.ptp(path[:, 1]) == pytest.approx(0, abs=1e-12)


def test_draped_cloth_counts_where_the_solver_put_it(card, scene):
    still = scene(card())
    blown = np.tile(card().vertices, (2, 1, 1))
    blown[1, :, 0] += 1.5
    wide = scene(card(), draped={"card": blown})
    assert frame_dancers(wide, 640, 360).eye[0, 2] > frame_dancers(still, 640, 360).eye[0, 2] + 0.5
    x, _ = seen_at(frame_dancers(wide, 640, 360), blown[1].astype(float), 1)
    assert x.max() < 640
