"""The site as gunicorn serves it: processes of its own, a database that can go away, signals."""
