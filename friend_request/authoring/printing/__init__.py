"""`make print`: each lesson as one page of HTML that needs no script, no server and no network.

It is the equal way to the course for whoever can't or won't use the widgets: on a phone, with a
reader of their own, on paper. `parts` says what a case or a question is in words, `cells` goes
through a notebook, `pages` writes the files.
"""

from friend_request.authoring.printing.pages import write_print

__all__ = ["write_print"]
