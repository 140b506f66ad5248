"""Replies: found, opened safely, known by their stamp, read into answers. Nothing here is ever written."""
