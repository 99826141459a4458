"""One module per way of running: development, test, demo, production; what they share is in base."""
