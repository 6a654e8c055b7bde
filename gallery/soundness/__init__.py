"""Whether a catalogue is whole: each row has its files, each file its row, each list its images, and counts are true.

`findings` what is said and who looks · `files` storage against rows · `rows` what the tables must agree on.
The recommender adds what it alone can know.
"""
