"""Writers: SQLite's one thread that commits in groups, and PostgreSQL's try-again.

With 32 people saving at once, one thread that gathers what waits and commits it together is 8 to 10 times
faster than 32 connections fighting for the lock, and nobody waits seconds (figures in docs/store.md).
A function handed to `run` may be run more than once, whenever a neighbour of its group or the engine refuses; make
its ids before the call.
"""

import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from .trouble import passing, told

Result = TypeVar("Result")
Job = tuple[Callable[[Connection], Any], "Future[Any]"]

GROUP = 256
"""At most this many writes in one commit."""


class GroupWriter:
    """One thread, one connection; `run` returns when the commit that carries it is on the disk."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False

    def run(self, fn: Callable[[Connection], Result]) -> Result:
        done: Future[Result] = Future()
        with self._lock:
            if self._closed:
                raise RuntimeError("the store is closed")
            if self._thread is None:
                self._thread = threading.Thread(target=self._loop, name="store-writer", daemon=True)
                self._thread.start()
            if self._thread is threading.current_thread():
                raise RuntimeError("write() called inside a write: use the connection at hand")
            self._jobs.put((fn, done))
        return done.result()

    def close(self) -> None:
        """Finish what waits, then stop."""
        with self._lock:
            self._closed = True
            thread = self._thread
        if thread is not None:
            self._jobs.put(None)
            thread.join()
        self._engine.dispose()

    def _loop(self) -> None:
        conn: Connection | None = None
        while (group := self._gather())[0]:
            try:
                conn = conn or self._engine.connect()
                self._commit(conn, group[0])
            except Exception as error:  # whatever it was, every waiting writer hears of it
                _fail(group[0], error)
            if conn is not None and conn.in_transaction():
                conn.invalidate()
                conn.close()
                conn = None
            if group[1]:
                break
        if conn is not None:
            conn.close()

    def _gather(self) -> tuple[list[Job], bool]:
        """What waits now, at least one; True with it when the store closes after."""
        first = self._jobs.get()
        if first is None:
            return [], True
        group = [first]
        while len(group) < GROUP:
            try:
                job = self._jobs.get_nowait()
            except Empty:
                break
            if job is None:
                return group, True
            group.append(job)
        return group, False

    def _commit(self, conn: Connection, group: list[Job]) -> None:
        """One transaction for the group; who refuses is told and left out, and the others begin again."""
        while group:
            answers: list[Any] = []
            try:
                with conn.begin():
                    for fn, _ in group:
                        answers.append(fn(conn))
            except Exception as error:
                at = len(answers)
                if at == len(group) and at > 1:  # the commit itself failed: find out whose fault it was
                    for job in group:
                        self._commit(conn, [job])
                    return
                group[min(at, len(group) - 1)][1].set_exception(told(error))
                group = group[:at] + group[at + 1 :]
                continue
            for (_, done), answer in zip(group, answers, strict=True):
                done.set_result(answer)
            return


def _fail(group: list[Job], error: Exception) -> None:
    for _, done in group:
        if not done.done():
            done.set_exception(told(error))


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
                if not passing(error):
                    raise told(error) from error
                if time.monotonic() > until:
                    raise told(error) from error
            time.sleep(pause * random.uniform(0.5, 1.5))
            pause = min(pause * 2, 1.0)

    def close(self) -> None:
        self._engine.dispose()
