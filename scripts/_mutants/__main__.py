"""`python -m _mutants`: what scripts/mutants calls."""

import sys

from .cli import main

sys.exit(main())
