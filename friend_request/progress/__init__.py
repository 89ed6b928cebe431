"""The learner's answers: one SQLite file, an append-only log.

An answer is shown as kept only after its transaction is on the disk. What can't be written stays in
memory, is tried again with the next answer, and the caller is told, so that the screen can say so.
A damaged file is set aside under a new name and whatever can still be read is carried over. Nothing
here raises into a lesson except `NotKept`, which `widgets` turns into a sentence.

`entry` is one line of the log, `log` the file, `schema` its table through the versions, `queries`
what is asked of it. `sqlite` waits and holds, `disk` reaches the disk, `errors` says what went
wrong; `mend` is what is done about a damaged file, `erasing` what leaves nothing of a file or of
some rows. `guest` keeps nothing on the disk. `answers` writes and reads for one person, `store` is
all that the course asks and tells, several people included; `watchers` are those who hear of it.
`transfer` is the file that a learner takes along.
"""

from friend_request.progress.entry import Entry, NotKept, course_version
from friend_request.progress.schema import SCHEMA
from friend_request.progress.store import FILE_NAME, Merged, Person, Store, folder, store

__all__ = [
    "FILE_NAME",
    "SCHEMA",
    "Entry",
    "Merged",
    "NotKept",
    "Person",
    "Store",
    "course_version",
    "folder",
    "store",
]
