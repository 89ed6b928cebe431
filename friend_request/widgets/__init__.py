"""What a learner sees: Python composes a description, and one `form` widget draws it."""
