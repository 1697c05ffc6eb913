"""The pages of accounts: the door, one's own profile, and the links that letters bring."""
