"""The kernel: errors, arrays, trace, seed."""
