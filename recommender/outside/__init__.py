"""Pictures from outside: what of the catalogue is like one, without keeping anything of it.

`child` the process that decodes it · `decoding` the side that asks · `encoding` pixels to a vector, with torch ·
`scan` a vector against all that are stored · `held` these in memory, if they are not many · `index` who may be nearest,
where PostgreSQL has an index · `indexing` that index brought up to date by a run · `pgvector` switched on · `patience`
while it is built
"""
