"""How dates and numbers are written where Django has another custom than this site."""
