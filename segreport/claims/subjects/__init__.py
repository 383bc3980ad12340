"""Subjects: which segments and which features a text speaks of."""
