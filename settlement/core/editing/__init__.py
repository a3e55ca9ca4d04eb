"""The editor's side of a policy document: its common shapes as cards of typed text, and back without a loss."""

from settlement.core.editing.sheet import Draft, document_of, draft_of

__all__ = ["Draft", "document_of", "draft_of"]
