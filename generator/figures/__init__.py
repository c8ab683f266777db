"""Figures drawn from poses: joint angles in degrees in, SVG text out.

The modules read like the pipeline, and each imports only those above it:
geometry, body, bases, limits, legs, arms, solver, effects, places, motion, drawing, glyphs,
marks, panel, layout, svg, film, picture, atlas, preview.
"""
