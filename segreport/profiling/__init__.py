"""Who is in each segment, in exact figures."""

from segreport.profiling.table import MISSING_CATEGORY, Part, build_profile, profile_segments

__all__ = ["MISSING_CATEGORY", "Part", "build_profile", "profile_segments"]
