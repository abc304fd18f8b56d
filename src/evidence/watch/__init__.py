"""Look for new evidence: run saved searches, ask registers and publishers, add what is new.

One way through: `settings` says where the services are, `client` asks politely, one module
for each service (`europepmc`, `clinicaltrials`, `crossref`) knows what its answers look
like, `searching` pages through all results, `duplicates` and `relevance` tell what is new
and what a person should read first, `registrations` and `notices` look after what the
tables hold already, `edits` writes all tables or none, and `summary` says it in Markdown.
Nothing here decides what is included.
"""
