"""What stands before each generated program: classes and functions that it uses."""

HEADER = """\
import collections
import dataclasses
import math

import tensorflow as tf

Both = collections.namedtuple("Both", ["l", "r"])


class Point:
    def __init__(self, u, w):
        self.u = u
        self.w = w

    @property
    def total(self):
        return self.u + self.w if self.u > 0 else self.w

    def shift(self, amount):
        self.u = self.u + amount
        if self.u > 5:
            self.w = self.w + 1
            return self.w
        return self.u

    def find(self, wanted):
        for k in range(3):
            if self.u + k == wanted:
                return k
        return None


@dataclasses.dataclass
class Box:
    size: float

    def grow(self, amount):
        while self.size < amount:
            self.size = self.size + 0.5
        return self.size


class Manager:
    def __init__(self, point):
        self.point = point

    def __enter__(self):
        self.point.u = self.point.u + 1
        return self.point.u

    def __exit__(self, *exception):
        self.point.w = self.point.w + 1


def helper(p, q):
    if p > q:
        return p - q
    return q


def first(wanted, numbers):
    for number in numbers:
        if number > wanted:
            return number
    return None


def count_up(n):
    k = 0
    while k < n:
        if k != 1:
            yield k
        k += 1


"""
