"""Checks: pure generators over the quality system, each one requirement, and the one run that makes the verdict."""

from .registry import APPROVALS, CHECKS, ERRORS, WARNINGS, approval_problems, run_checks

__all__ = ["APPROVALS", "CHECKS", "ERRORS", "WARNINGS", "approval_problems", "run_checks"]
