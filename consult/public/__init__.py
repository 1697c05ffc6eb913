"""The face everyone sees: home page, about and help."""
