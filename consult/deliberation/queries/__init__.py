"""Reading rounds and what was said in them: one statement a question, however many comments there are."""
