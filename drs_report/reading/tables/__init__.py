"""Sheets to tables: find them by their headings, convert their cells, make their frames, account for every cell.

Read in this order.

A sheet from top to bottom:
`windows` batches of rows, and which rows need a look of their own · `side_by_side` tables beside each other ·
`scans` what a scan looks for and keeps · `scanning` each row to its place · `captions` a table's header and the texts
above · `hindsight` what the rows below show of those above · `serials` numbers that leave something out

A table of it:
`headings` what each heading means · `blocks` the table while it is read · `conversion` its cells to Arrow arrays

Words around it:
`titles` · `lines` and `clauses` lines around tables · `values` what a label's value must be · `names` · `called` what a
name looks like · `stated` what a column without a place says of each row · `speaking_against` · `counting` what tables
count themselves · `known_texts` what the file itself explains

The whole file:
`deciding` which compare type it is · `frames` its tables as the DataFrames take them · `whole_file` what only all
sheets show · `tally` and `table_accounts` and `accounts` each cell to one role
"""
