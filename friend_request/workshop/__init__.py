"""The room: one question, a facilitator, and many learners who answer by code.

`numbers` turns an answer into a small number and back, `codes` packs it into twelve characters and
finds such codes in a chat, `totals` counts them and says when a total may be shown, `chart` draws
it. `answering` is what the learner sees, `facilitating` what the facilitator sees. `shared` is the
file of answers that a learner may hand over, `sharing` makes it, and `items` is what thirty of them
say about the questions.

Nothing here needs a server, and nothing writes to the disk.
"""
