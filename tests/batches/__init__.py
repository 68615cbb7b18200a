"""Runs by batch, against a server that keeps batches."""
