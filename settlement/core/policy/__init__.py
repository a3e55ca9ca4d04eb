"""The policy language: read a document, with every mistake named by its path, into a policy ready to run."""

from settlement.core.policy.document import Policy
from settlement.core.policy.mistakes import FORMAT, PolicyInvalid
from settlement.core.policy.parse import parse, refs_of
from settlement.core.reading import Mistake

__all__ = ["FORMAT", "Mistake", "Policy", "PolicyInvalid", "parse", "refs_of"]
