"""The shape of input to the network, and the words people see for its codes."""
