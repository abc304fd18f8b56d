"""Releases: one file that holds sources and book of a version, and how it is made and verified.

What verifies an archive also runs from within one, by a Python that has nothing else
installed: `commands`, `container`, `manifest`, `rebuilding` and `verification` therefore
import the standard library and each other, and whatever else only where it is used.
"""
