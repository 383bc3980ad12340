"""Segments from KMeans, exact on an integer grid: the same on every machine and in any order."""

from segreport.clustering.choice import choose_k
from segreport.clustering.grid import ClusterModel
from segreport.clustering.kmeans import Segmentation, assign, segment_customers

__all__ = ["ClusterModel", "Segmentation", "assign", "choose_k", "segment_customers"]
