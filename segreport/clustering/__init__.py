"""Segments from KMeans, exact on an integer grid: the same on every machine and in any order."""

from segreport.clustering.choice import choose_k
from segreport.clustering.grid import ClusterModel
from segreport.clustering.kmeans import (
    Crowd,
    Prepared,
    Segments,
    assign,
    assign_prepared,
    find_segments,
    prepare,
)

__all__ = [
    "ClusterModel",
    "Crowd",
    "Prepared",
    "Segments",
    "assign",
    "assign_prepared",
    "choose_k",
    "find_segments",
    "prepare",
]
