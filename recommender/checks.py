"""System checks of the recommender's settings."""
