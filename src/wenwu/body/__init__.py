"""Joints, angles, limits and the performers' bodies; no culture, no learning."""
