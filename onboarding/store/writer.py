"""Writers: SQLite's one writer that commits in groups, and PostgreSQL's try-again.

With 32 people saving at once, one connection that takes what waits and commits it together is several times faster
than 32 connections fighting for the lock, and nobody waits seconds (figures in docs/store.md). There is no thread of
its own: whoever comes to an idle writer writes, and takes along what arrived meanwhile.

A function handed to `run` may run on another's thread, and more than once, whenever a neighbour of its group or the
engine refuses; make its ids before the call.
"""

import random
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from .db_errors import as_onboarding_error, is_transient

Result = TypeVar("Result")

GROUP = 256
"""At most this many writes in one commit."""


class PendingWrite:
    """A write that waits: woken when it is done, or when its own thread is to write next."""

    __slots__ = ("_asleep", "answer", "done", "error", "fn")

    def __init__(self, fn: Callable[[Connection], Any]) -> None:
        self.fn = fn
        self._asleep = threading.Lock()  # a third of an Event's price
        self._asleep.acquire()
        self.done = False
        self.answer: Any = None
        self.error: Exception | None = None

    def end(self, answer: Any = None, error: Exception | None = None) -> None:
        self.answer, self.error, self.done = answer, error, True
        self.wake()

    def wait(self) -> None:
        self._asleep.acquire()

    def wake(self) -> None:
        self._asleep.release()


class GroupCommitWriter:
    """One connection; `run` returns when the commit that carries its write is on the disk."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._free = threading.Condition()
        self._waiting: deque[PendingWrite] = deque()
        self._leader: int | None = None
        self._conn: Connection | None = None
        self._closed = False

    def run(self, fn: Callable[[Connection], Result]) -> Result:
        job, me = PendingWrite(fn), threading.get_ident()
        with self._free:
            if self._closed:
                raise RuntimeError("the store is closed")
            if self._leader == me:
                raise RuntimeError("write() called inside a write: use the connection at hand")
            self._waiting.append(job)
            leads = self._leader is None
            if leads:
                self._leader = me
        if not leads:
            job.wait()
        if not job.done:
            self._commit_batch(me)
        if job.error is not None:
            raise job.error
        result: Result = job.answer
        return result

    def _commit_batch(self, me: int) -> None:
        """Commit what waits, one's own write first, then hand over to the next in line."""
        with self._free:
            self._leader = me
            group = [self._waiting.popleft() for _ in range(min(GROUP, len(self._waiting)))]
        try:
            self._commit_all(group)
        finally:
            for job in group:
                if not job.done:
                    job.end(error=RuntimeError("the write was interrupted"))
            with self._free:
                self._leader = -1 if self._waiting else None
                if self._waiting:
                    self._waiting[0].wake()
                self._free.notify_all()

    def close(self) -> None:
        """Finish what waits, then stop."""
        with self._free:
            self._closed = True
            self._free.wait_for(lambda: self._leader is None)
        if self._conn is not None:
            self._conn.close()
            self._conn = None
        self._engine.dispose()

    def _commit_all(self, group: list[PendingWrite]) -> None:
        try:
            self._conn = self._conn or self._engine.connect()
            self._commit(self._conn, group)
        except Exception as error:  # whatever it was, everybody in the group hears of it
            for job in group:
                if not job.done:
                    job.end(error=as_onboarding_error(error))
        if self._conn is not None and self._conn.in_transaction():
            self._conn.invalidate()
            self._conn.close()
            self._conn = None

    def _commit(self, conn: Connection, group: list[PendingWrite]) -> None:
        """One transaction for the group; who refuses is told and left out, and the others begin again."""
        while group:
            answers: list[Any] = []
            try:
                with conn.begin():
                    for job in group:
                        answers.append(job.fn(conn))
            except Exception as error:
                at = len(answers)
                if at == len(group) and at > 1:  # the commit itself failed: find out whose fault it was
                    for job in group:
                        self._commit(conn, [job])
                    return
                group[min(at, len(group) - 1)].end(error=as_onboarding_error(error))
                group = group[:at] + group[at + 1 :]
                continue
            for job, answer in zip(group, answers, strict=True):
                job.end(answer)
            return


class RetryWriter:
    """A transaction each; run again on serialization failures, deadlocks and lost connections."""

    def __init__(self, engine: Engine, patience: float = 30.0) -> None:
        self._engine = engine
        self._patience = patience
        self._here = threading.local()

    def run(self, fn: Callable[[Connection], Result]) -> Result:
        if getattr(self._here, "writing", False):
            raise RuntimeError("write() called inside a write: use the connection at hand")
        self._here.writing = True
        try:
            return self._run(fn)
        finally:
            self._here.writing = False

    def _run(self, fn: Callable[[Connection], Result]) -> Result:
        until, pause = time.monotonic() + self._patience, 0.005
        while True:
            try:
                with self._engine.begin() as conn:
                    return fn(conn)
            except Exception as error:
                if not is_transient(error):
                    raise as_onboarding_error(error) from None
                if time.monotonic() > until:
                    raise as_onboarding_error(error) from None
            time.sleep(pause * random.uniform(0.5, 1.5))
            pause = min(pause * 2, 1.0)

    def close(self) -> None:
        self._engine.dispose()
