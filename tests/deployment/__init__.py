"""What is put on machines: images, units, samples, and the commands of docs/operations.md."""
