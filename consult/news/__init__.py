"""News of the network: short notes with a date and the organisation they are about."""
