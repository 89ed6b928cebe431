"""What one takes away: a decision on paper, a look from outside, a reply, and cards.

`models` says what stands in `data/takeaways/`, `load` reads it; `decision`, `outside` and `reply`
turn what a learner wrote into documents, and `cards` makes pages to print. None of them knows of
widgets; what draws them is in `friend_request/widgets/`.
"""
