"""What people send: a sheet, a text or an issue becomes rows of the tables, or is refused.

One way in: `files` opens what was sent safely, `layout` finds the tables and columns in
it, `cells` reads each cell, `keys` makes the keys that follow from the rest, `adding`
judges the tables as they would be, and `staging` writes all of them or none. `forms` and
`template` make what people fill in, from the same descriptor.
"""
