"""People and how they sign in, with sessions kept on the server."""
