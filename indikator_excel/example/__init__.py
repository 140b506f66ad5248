"""The bundled example: the real annex, an invented split on departments, and replies as people really fill them."""
