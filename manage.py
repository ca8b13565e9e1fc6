#!/usr/bin/env python3
"""Django's command line, on the running embedded servers unless DATABASE_URL names others."""

import os
import sys

from django.core.management import execute_from_command_line

from config.embedded.environment import adopt, stand_alone

WITHOUT_SERVERS = {"breakdown"}

if __name__ == "__main__":
    adopt(os.environ)
    if WITHOUT_SERVERS.intersection(sys.argv[1:2]):
        stand_alone(os.environ)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    execute_from_command_line(sys.argv)
