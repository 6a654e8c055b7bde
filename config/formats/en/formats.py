"""British English."""

DATE_FORMAT = "j F Y"
