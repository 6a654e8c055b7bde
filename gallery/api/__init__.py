"""The catalogue for programs: an HTTP API with tokens."""
