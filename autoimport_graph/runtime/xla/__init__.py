"""Loops that XLA compiles without being asked: which, how, and why not."""
