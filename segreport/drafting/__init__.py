"""A model's draft: asked for, checked sentence by sentence, mended, and replaced where it fails."""

from segreport.drafting.answers import Answer, Part
from segreport.drafting.asking import Drafter, first_messages
from segreport.drafting.drafting import Drafted, draft_with_llm
from segreport.drafting.recording import recorded

__all__ = [
    "Answer",
    "Drafted",
    "Drafter",
    "Part",
    "draft_with_llm",
    "first_messages",
    "recorded",
]
