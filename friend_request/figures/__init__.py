"""Figures as HTML: an image, alternative text that says what it shows, and the numbers below.

JupyterLab gives a plain matplotlib figure no alternative text, so none is ever shown as a bare
image here. The image is opaque and light, so that it reads on a dark page too; it is laid out to be
read at 400 pixels. Colours are from Okabe and Ito's palette, and nothing is told by colour alone.
"""

from __future__ import annotations

from friend_request.figures.arrows import slope
from friend_request.figures.bars import likert
from friend_request.figures.drawing import BLUE, DPI, GREY, INK, LIKERT, ORANGE, RULE, WIDTH
from friend_request.figures.figure import HtmlFigure
from friend_request.figures.intervals import dots, forest

__all__ = [
    "BLUE",
    "DPI",
    "GREY",
    "INK",
    "LIKERT",
    "ORANGE",
    "RULE",
    "WIDTH",
    "HtmlFigure",
    "dots",
    "forest",
    "likert",
    "slope",
]
