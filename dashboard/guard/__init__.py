"""What stands around every answer of the server: who may ask, how often, what an answer may do, what is noted of it."""
