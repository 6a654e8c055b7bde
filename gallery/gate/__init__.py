"""Files from strangers become facts and small copies, in a process of their own. No Django, no catalogue.

`limits` what a picture may cost · `formats` what is accepted · `pixels` the work itself, a pure function ·
`child` the process it is done in · `frames` what is said between the two · `children` the side that asks.
"""
