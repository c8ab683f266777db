"""Limber: exercise handouts from plain text files.

The modules read like the pipeline, and each imports only those above it:
problems, front_matter, source, pictures, inline, words, amount, fields, pose, model, facts,
canonical, dose, dose_numbers, library, loader, changes, history, reviews, figures, rules, cautions,
views, facets, handouts, site, colours, sheets, stationery, interface, data, linked_data, pages,
lists, units, memory, render, cores, build, printer, shipped, pdf, search_index, markup, editor,
policy, manifest, offline, small, finish, on_disk, comparison, summary, reference, explanations,
starter, watch, new_site, posed, readability, prose, instruments, report, tree, ledger, preview,
progress, mkdocs_settings, mkdocs_files, mkdocs_project, mkdocs_pages, mkdocs_update,
mkdocs_preview, mkdocs_plugin, commands, __main__.
"""
