"""What people are told on the site and by letter, and what they follow."""
