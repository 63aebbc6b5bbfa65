"""`python -m cases`, with `tests` on the path."""

import sys

from .command import main

sys.exit(main())
