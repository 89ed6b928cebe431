"""Tools for people who write the course: `python -m friend_request.authoring --help`.

Nothing in here is imported when a lesson is used.
"""
