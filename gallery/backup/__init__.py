"""Backups: the database as portable lines and the files it names, checked before anything is restored.

`folder` where backups lie · `tables` rows to lines and back · `files` what the database names · `manifest` sizes and
hashes · `making` a backup · `verifying` one · `restoring` one
"""
