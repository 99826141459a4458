"""Data of a city's size, made by SQL, and what is measured on it."""
