"""Loads the trial: an invented town with two months of history, made by the operations of real life."""

from kiosk.operations.demo.load import Loaded, load, load_missing

__all__ = ["Loaded", "load", "load_missing"]
