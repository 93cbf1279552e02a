"""Asynchronous generators: they have no ``yield from``, so the guard hands values on one by one. No TensorFlow."""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator
from typing import Any


class Steps:
    """The steps of an asynchronous generator that another one stands for.

    Args:
        generator: The one that does the work.

    Attributes:
        value: What it handed over last.
        sent: What it is to get for that.
    """

    def __init__(self, generator: AsyncGenerator[Any, Any]) -> None:
        self.generator = generator
        self.value: Any = None
        self.sent: Any = None
        self._error: BaseException | None = None

    def failed(self) -> None:
        """In a handler: the exception that is handled is to be raised where the generator waits."""
        self._error = sys.exc_info()[1]

    async def advance(self) -> bool:
        """Let the generator go on; returns whether it has handed over another value."""
        error, self._error = self._error, None
        try:
            if error is not None:
                self.value = await self.generator.athrow(error)
            else:
                self.value = await self.generator.asend(self.sent)
        except StopAsyncIteration:
            return False
        return True
