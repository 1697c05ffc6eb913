"""Every select of the board's pages."""
