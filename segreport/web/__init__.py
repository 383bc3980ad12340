"""The review page: a small server for the people who decide about a draft."""
