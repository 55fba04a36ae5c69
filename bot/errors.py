"""The one small tree of errors: a class exists when somebody catches it."""


class KaerimichiError(Exception):
    """Something a person can act on; the message says what was wrong, where, and what to do."""


class SettingsError(KaerimichiError):
    """A setting is missing or wrong."""


class KnowledgeError(KaerimichiError):
    """The knowledge base cannot be read or written; ``problems`` may list what is wrong."""


class EmbeddingError(KaerimichiError):
    """The embedding model is missing, died or did not answer in time."""


class StorageError(KaerimichiError):
    """The database cannot be reached, or its tables are of another version."""
