"""Tests mirror the source; their names are the requirements."""
