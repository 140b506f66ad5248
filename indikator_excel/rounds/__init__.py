"""The next round in a new folder: the same year's, or the next year's first."""
