"""What has to be said about replies: the catalogue of findings, and which remark of a value is which finding."""
