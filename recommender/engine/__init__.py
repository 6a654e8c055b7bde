"""Images in, neighbours out: a pure core that knows arrays and files, and nothing of Django or the catalogue."""
