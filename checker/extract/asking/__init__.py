"""
One question to one model: its words, its form, the way to the server and back, and what came of it.

Never here: what an answer means for a document, or whether it may be asked.
"""
