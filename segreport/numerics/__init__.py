"""What scikit-learn and SciPy compute for us, in a process of its own.

Importing them takes longer than all the rest of a small run. The process imports them while this
one reads the customers; what it is asked for are small arrays, and it computes on one thread,
because on a sample more threads wait for each other longer than they work.
"""

from segreport.numerics.asking import apart, start
from segreport.numerics.working import (
    adjusted_rand,
    false_discovery,
    fit_kmeans,
    hypergeometric,
    normal_quantile,
    silhouette,
)

__all__ = [
    "adjusted_rand",
    "apart",
    "false_discovery",
    "fit_kmeans",
    "hypergeometric",
    "normal_quantile",
    "silhouette",
    "start",
]
