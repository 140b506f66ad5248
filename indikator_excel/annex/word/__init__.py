"""Reading an annex from a Word document: its parts, its looks, its text, its tables."""
