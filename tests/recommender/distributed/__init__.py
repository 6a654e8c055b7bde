"""The room for clusters, as far as it can be tried without Ray."""
