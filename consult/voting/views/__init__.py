"""The pages of voting for members and everyone, and the words they use."""
