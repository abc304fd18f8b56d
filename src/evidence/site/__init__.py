"""The site: what a static host serves, put together from the archives of all versions.

`/` holds the book of the newest version and `/v/<version>/` each version as it was released,
byte for byte. Beside them stand the files that know of more than one version; `published`
describes those that pages and programs read. `assembly.assemble` makes it all.
"""
