"""Every select of the voting room."""
