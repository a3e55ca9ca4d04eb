"""Tests of the room that decides who pays."""
