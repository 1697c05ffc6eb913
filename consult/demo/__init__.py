"""The demonstration: the seed case brought to life, only in demo mode."""
