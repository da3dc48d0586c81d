"""``python -m tests.hostile [--markdown] [PART OF A NAME]``: exits 1 where one of the inputs has a fault."""

from tests.hostile.measuring import main

main()
