"""Limber: exercise handouts from plain text files.

The modules read like the pipeline, and each imports only those above it:
problems, source, model, words, dose, library, cautions, rules, pages, render, build,
reference, starter, mkdocs_plugin, __main__.
"""
