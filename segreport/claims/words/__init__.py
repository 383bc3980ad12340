"""Words: what a text is made of, and what each word means for this profile."""
