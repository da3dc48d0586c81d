"""From bytes to frames: workbooks, tables, datasets; what was understood and what was not."""
