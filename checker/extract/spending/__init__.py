"""
Whether a run may ask a model, what its calls use up, and a book that keeps them in memory.

Never here: a question, or the store.
"""
