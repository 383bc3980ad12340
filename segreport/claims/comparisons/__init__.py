"""Comparisons: levels, ranks and places, and what is held against what."""
