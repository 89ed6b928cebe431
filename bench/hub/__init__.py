"""A room of learners on one hub: how long they wait, what they need, whether an answer is lost.

    make bench-hub ARGS="--learners 10"

Starts a hub of its own (deploy/one-machine) on the loopback address and drives it as a room does.
Each learner signs in, opens lesson 1, runs all cells through the real kernel protocol, and answers
every question twice with the messages that the forms' JavaScript sends. Some lose their connection
right after an answer was sent, and some kernels are killed. In the end each learner's file is read
and compared with what they were told is kept.

No browser is drawn: the page, its main scripts and the settings are fetched, and nothing is shown.
The learners share the processor with what they measure.
"""
