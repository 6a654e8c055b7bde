"""The catalogue's words as a sheet (CSV): out, in, and what would change by it."""
