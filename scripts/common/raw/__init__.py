"""The raw tables, read strictly. The modules stand along the way of a printed cell.

`metadata` and `description` say how a table is read, `lines` takes the file apart, `tables` (a
column for each series) or `long` (a row for each number) hand each text to `cells`, which asks
`missing` and `numerals` what it says. `checks` ask whether the numbers make sense, `validation`
does all of this for all tables at once, and `corrections` put the likely number in the place of a
misprint. `metadata_checks` compare the descriptions themselves.
"""
