"""The dashboard: slices of the store, drawn, explained and exported."""
