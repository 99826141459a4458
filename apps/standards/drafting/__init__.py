"""A standard as a document that is written: pure operations, without the database.

A document is the mapping of a standard file (see ``schema``); each operation returns a new one.
"""
