"""Charts as pure functions: a frame in, a complete Vega-Lite specification out."""
