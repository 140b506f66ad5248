"""The zip archive that Office files are, opened within limits, whoever sent it."""
