"""Who is in each segment, in exact figures."""

from segreport.profiling.table import profile_segments

__all__ = ["profile_segments"]
