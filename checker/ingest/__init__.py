"""Bytes, a pasted text or a url become a text with locators; never here: the store, or a claim."""
