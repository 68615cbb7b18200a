"""The extractor without a model: plain rules over sentences, nothing downloaded, nothing sent."""

from checker.extract.offline.extractor import OfflineExtractor

__all__ = ["OfflineExtractor"]
