"""The packs of the trades."""
