"""The pages of news for everyone: the list, a note, the feed; and its part of a member's page."""
