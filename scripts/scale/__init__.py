"""What a million, ten million and a hundred million images take, worked out from docs/benchmarks.md."""
