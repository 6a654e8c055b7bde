"""Runs whose heavy work is done by a Ray cluster. Nothing outside this room imports Ray, and nothing imports this room
but the command that was asked for it.

`cluster` the cluster as a workshop · `embedding` originals to vectors, with Ray Data · `comparing` blocks against
blocks · `working` what a worker needs before it works · `decoding`, `child` files, each in a process that may die of it
· `portable` a model on its way · `waiting` signs of life while nothing comes · `troubles` what a run went through
"""
