"""The pages of the secretariat: its desk, and the letters that Consult sends."""
