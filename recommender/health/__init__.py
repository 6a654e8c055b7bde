"""The report on the lists: pure computations, what they need from the database, and three ways to print it."""
