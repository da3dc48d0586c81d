"""Sheets to tables: find them by their headings, convert their cells, make their frames.

Read in this order:


`windows`      batches of rows, and which rows need a look of their own
`headings`     what a header row means, by word, by neighbours, by cells
`titles`       what lone cells, sheet names and file names say
`scanning`     a sheet from top to bottom: header, title, note, data, or left over
`blocks`       one table while it is read
`conversion`   a column of cells to an Arrow array
`deciding`     which compare type the tables are of
`frames`       blocks to DataFrames, with the derived columns
`plain`        tables that are lists already, behind the same interface as a workbook
"""
