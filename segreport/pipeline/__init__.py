"""The whole program: customers → segments → profile → draft → check → report."""

from segreport.pipeline.choosing import find_dictionary, guess_text
from segreport.pipeline.profiling import Profiled, profile_customers
from segreport.pipeline.requests import Request, Say, Source
from segreport.pipeline.running import (
    Finished,
    preview,
    profile,
    redraft,
    render,
    run,
    score,
)

__all__ = [
    "Finished",
    "Profiled",
    "Request",
    "Say",
    "Source",
    "find_dictionary",
    "guess_text",
    "preview",
    "profile",
    "profile_customers",
    "redraft",
    "render",
    "run",
    "score",
]
