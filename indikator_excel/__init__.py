"""Round-trip of municipal indicators through Excel: annex, register, templates, replies, consolidation."""

__version__ = "0.1.0"
