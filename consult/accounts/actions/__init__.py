"""What is done with people: their accounts, sessions, passwords, addresses and invitations."""
