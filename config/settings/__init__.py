"""Settings: `base` reads the environment, `dev`, `prod` and `test` say what differs."""
