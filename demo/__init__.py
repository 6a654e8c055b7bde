"""The sample catalogue: families of pictures drawn by code, for a newcomer's first look at the gallery."""
