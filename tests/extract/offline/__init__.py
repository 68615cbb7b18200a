"""The extractor without a model: who says what, and what stands alone."""
