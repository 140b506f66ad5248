"""``granska``: the register read as an auditor would, before the round starts. Nothing is changed silently."""
