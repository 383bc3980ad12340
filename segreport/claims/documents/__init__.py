"""Documents: texts, names and whole reports, with what is found in them."""
