"""The room: one question, a facilitator, and many learners who answer by code.

`numbers` turns an answer into a small number and back, `codes` packs it into twelve letters and
finds such codes in a chat, `totals` counts them and says when a total may be shown, `chart` draws
it, `widgets` is what the learner and the facilitator see. `shared` is the file that a learner makes
for the facilitator, `items` is what thirty of them say about the questions.

Nothing here needs a server, and nothing writes to the disk.
"""
