"""Timings against peers, always in one run: what counts is the ratio."""
