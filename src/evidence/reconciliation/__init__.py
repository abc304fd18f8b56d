"""A second, independent reading of the sources against the tables."""
