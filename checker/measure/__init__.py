"""
How well an extractor does, reckoned from labelled documents without asking a model to judge.

Never here: the store, a page, or how claims are found.
"""
