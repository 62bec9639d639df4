"""Brief to Performance: scores, clips, inverse kinematics, firewall."""
