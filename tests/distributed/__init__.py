"""The same questions on every engine, with the same answers to the cent."""
