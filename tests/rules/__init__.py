"""Rule-written names, sentences and advice."""
