"""`python -m launch`: see launch/supervisor.py."""

import sys

from launch.supervisor import main

sys.exit(main(sys.argv[1:]))
