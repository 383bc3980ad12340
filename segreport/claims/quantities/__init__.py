"""Quantities: which cell of the table a number is said of."""
