"""Simplified Chinese, with commas in large numbers, as museums and newspapers write them."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
