"""The board's pages and the same figures as files."""
