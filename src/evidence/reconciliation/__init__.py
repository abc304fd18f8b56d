"""A second, independent reading of the sources against the tables.

`matching` finds which row is which, `verdicts` what two readings of a cell say of each
other and `slips` what may have gone wrong, `agreement` how well the readers agree.
`decisions` reads what people settled, `settlement` says what follows from it for the
tables, and `report` tells all of it.
"""
