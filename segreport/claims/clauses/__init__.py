"""Clauses: what each asserts, advises or only frames, and what of it nobody has read."""
