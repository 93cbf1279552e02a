"""Lists as stacks and queues, and what was found so far."""

from __future__ import annotations

from tests.runtime.programs import check


def test_while_list_if() -> None:
    check(
        """
            def f(x):
                stack=[x]
                out=[]
                while stack:
                    t=stack.pop()
                    if t > 0:
                        out.append(t)
                        if t % 2 == 0:
                            stack.append(t//2)
                        else:
                            stack.append(t-3)
                return out
        """,
        1,
        6,
        0,
    )


def test_queue() -> None:
    check(
        """
            def f(x):
                q=[x]
                s=0
                while len(q) > 0:
                    t=q.pop(0)
                    s += t
                    if t > 1:
                        q.extend([t-1, t-2])
                return s
        """,
        1,
        4,
        0,
    )


def test_deque() -> None:
    check(
        """
            def f(n):
                q=collections.deque()
                for i in range(3):
                    q.append(n+i)
                a=q.popleft()
                return a, len(q), sum(q)
        """,
        0,
        3,
    )


def test_deque_dyn() -> None:
    check(
        """
            def f(n):
                q=collections.deque()
                for i in range(n):
                    q.append(i)
                a=q.popleft()
                return a, len(q)
        """,
        1,
        3,
    )


def test_deque_bfs() -> None:
    check(
        """
            def f(n):
                q=collections.deque([0])
                seen=0
                while q:
                    t=q.popleft()
                    seen += 1
                    if t < n:
                        q.append(t+1)
                return seen
        """,
        0,
        4,
    )


def test_primes() -> None:
    check(
        """
            def f(n):
                p=[]
                for k in range(2,n):
                    ok=True
                    for q in p:
                        if k % q == 0:
                            ok=False
                            break
                    if ok:
                        p.append(k)
                return p
        """,
        2,
        30,
    )


def test_fibs() -> None:
    check(
        """
            def f(n):
                v=[0,1]
                while len(v) < n:
                    v.append(v[-1]+v[-2])
                return v[:n]
        """,
        2,
        7,
    )
