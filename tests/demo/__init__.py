"""The sample catalogue: its files, its captions and its command."""
