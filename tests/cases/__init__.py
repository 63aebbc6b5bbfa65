"""Conformance cases of approval format 1: made from the format's text alone, never from the verifier's code."""
