"""Spreadsheets into the store. Knows nothing of the app that reads it: `data/schema.sql` is all they share."""
