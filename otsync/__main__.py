"""`python -m otsync`."""

import sys

from otsync.cli.main import main

sys.exit(main())
