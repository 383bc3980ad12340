"""Chinese segment reports in which every sentence was held against the table."""
