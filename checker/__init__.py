"""Claim Checker: claims out of documents, checked by people, exported as records."""

__version__ = "0.1.0"
