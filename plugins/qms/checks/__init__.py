"""Checks: pure generators over the quality system, each one requirement, and the one run that makes the verdict."""

from .registry import CHECKS, ERRORS, WARNINGS, run_checks

__all__ = ["CHECKS", "ERRORS", "WARNINGS", "run_checks"]
