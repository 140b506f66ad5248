"""The annex with the round's outcomes: the municipality's own Word document filled in, or one that is written."""
