"""Loads the trial: a district of invented people with two months of history, made by the operations of real life."""

from kiosk.operations.demo.load import Loaded, load, load_missing
from kiosk.operations.demo.scale import FULL, SMALL, Scale, scale_named

__all__ = ["FULL", "SMALL", "Loaded", "Scale", "load", "load_missing", "scale_named"]
