"""Runs on a real Ray cluster of two nodes, which the tests start on this machine."""
