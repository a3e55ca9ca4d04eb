"""Real files from towns, read purely: cells, days, headers, mapping, places and whole rows; every mistake is named."""
