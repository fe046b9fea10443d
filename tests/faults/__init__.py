"""Faults done to the whole on purpose, counted: `make faults`."""
