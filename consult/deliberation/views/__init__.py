"""Pages of discussions, drafts and rounds, and what the room puts on the pages of others."""
