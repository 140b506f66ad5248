"""Letters to the departments: composed from the register, the replies and the texts in ``mallar/``; the drafts."""
