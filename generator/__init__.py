"""Limber: exercise handouts from plain text files.

The modules read like the pipeline, and each imports only those above it:
problems, front_matter, source, inline, words, amount, model, facts, dose, dose_numbers,
library, loader, rules, cautions, views, pages, render, build, reference, starter,
mkdocs_plugin, __main__.
"""
