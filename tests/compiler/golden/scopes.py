import os.path as path
from math import *

total = 0


def outer(a, /, b=total, *args, c=(d := 1), **kwargs):
    global total
    x = y = 1

    def inner():
        nonlocal x
        x = a
        total = 2

        class Local:
            x = y
            values = [y for y in range(x)]

            def method(self):
                return x, __class__, super().method

        return Local, total

    found = [z for z in args if (last := z) for y in kwargs]
    squares = {k: v for k, v in ((lambda q: (q, b))(n) for n in found)}
    return inner, last, squares


class Private:
    __field = 1

    def __init__(self, __value):
        self.__value = __value
        import __module

        def get(__key=__value):
            return __key, __value, __module, __field

    async def run(self):
        async with self as (one, [two, *rest]):
            try:
                pass
            except OSError as error:
                del error
        (three): int
        four: int
        match one:
            case [five, *six] | {"k": five, **six} if path:
                pass
