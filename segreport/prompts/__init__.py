"""What a model is told: templates, and the figures of a profile as they may leave the house."""

from segreport.prompts.brief import Brief, Rejection, Rejections, brief_profile, write_brief
from segreport.prompts.leaving import Masks, at_most_three_digits, clean_label, make_masks
from segreport.prompts.rendering import Prompt, hash_prompts, render_prompt
from segreport.prompts.wordings import true_wordings

__all__ = [
    "Brief",
    "Masks",
    "Prompt",
    "Rejection",
    "Rejections",
    "at_most_three_digits",
    "brief_profile",
    "clean_label",
    "hash_prompts",
    "make_masks",
    "render_prompt",
    "true_wordings",
    "write_brief",
]
