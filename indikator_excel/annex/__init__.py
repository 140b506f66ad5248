"""The annex of the annual report: text in, structure out."""
