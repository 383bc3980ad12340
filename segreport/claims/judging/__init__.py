"""Judging: what was claimed, held against the table."""
