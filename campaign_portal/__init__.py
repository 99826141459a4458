"""The project: settings, URLs, processes. Imports nothing, since bootstrap.py runs before anything is installed."""
