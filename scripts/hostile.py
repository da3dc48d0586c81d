# ruff: noqa: INP001 - a script that prints
"""Run the command line on every hostile input of tests/hostile as a process and print what came of each.

python scripts/hostile.py [--markdown] [PART OF A NAME]: exits 1 where one has a fault.
"""

from tests.hostile.measuring import main

if __name__ == "__main__":
    main()
