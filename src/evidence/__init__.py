"""A living evidence review: tables in, checked and cited chapters out.

Chapters import this package and nothing else: `from evidence import tables, charts`.
The modules are imported only when named, so that a check starts fast.
"""
