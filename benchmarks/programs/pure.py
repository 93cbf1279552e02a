"""Programs without tensors: each takes a size, and returns something to compare."""

from dataclasses import dataclass


def recursion(size):
    def fib(n):
        if n < 2:
            return n
        return fib(n - 1) + fib(n - 2)

    return fib(size)


def tak(size):
    def inner(x, y, z):
        if y >= x:
            return z
        return inner(inner(x - 1, y, z), inner(y - 1, z, x), inner(z - 1, x, y))

    return inner(size, size // 2, 0)


def nqueens(size):
    def solve(row, columns, rising, falling):
        if row == size:
            return 1
        count = 0
        for column in range(size):
            if column in columns or row + column in rising or row - column in falling:
                continue
            count += solve(row + 1, columns | {column}, rising | {row + column}, falling | {row - column})
        return count

    return solve(0, frozenset(), frozenset(), frozenset())


def nbody(size):
    bodies = [
        ([0.0, 0.0, 0.0], [0.0, 0.0, 0.0], 39.47),
        ([4.84, -1.16, -0.10], [0.60, 2.81, -0.02], 0.037),
        ([8.34, 4.12, -0.4], [-1.01, 1.82, 0.008], 0.011),
        ([12.89, -15.11, -0.22], [1.08, 0.86, -0.01], 0.0017),
    ]
    for _ in range(size):
        for i, (first, first_speed, first_mass) in enumerate(bodies):
            for second, second_speed, second_mass in bodies[i + 1 :]:
                distance = [a - b for a, b in zip(first, second)]
                force = 0.01 / sum(d * d for d in distance) ** 1.5
                for axis in range(3):
                    first_speed[axis] -= distance[axis] * second_mass * force
                    second_speed[axis] += distance[axis] * first_mass * force
        for place, speed, _ in bodies:
            for axis in range(3):
                place[axis] += 0.01 * speed[axis]
    return round(bodies[0][0][0], 9)


def sieve(size):
    flags = [True] * size
    for i in range(2, int(size**0.5) + 1):
        if flags[i]:
            for j in range(i * i, size, i):
                flags[j] = False
    return sum(flags) - 2


def matrices(size):
    a = [[i * j % 7 for j in range(size)] for i in range(size)]
    return sum(map(sum, [[sum(x * y for x, y in zip(row, column)) for column in zip(*a)] for row in a]))


def parsing(size):
    text = "(1+2)*3-(4-(5+6)*2)/7+8*(9-3)" * 1

    def expression(at):
        value, at = term(at)
        while at < len(text) and text[at] in "+-":
            sign = text[at]
            other, at = term(at + 1)
            value = value + other if sign == "+" else value - other
        return value, at

    def term(at):
        value, at = factor(at)
        while at < len(text) and text[at] in "*/":
            sign = text[at]
            other, at = factor(at + 1)
            value = value * other if sign == "*" else value / other
        return value, at

    def factor(at):
        if text[at] == "(":
            value, at = expression(at + 1)
            return value, at + 1
        start = at
        while at < len(text) and text[at].isdigit():
            at += 1
        return int(text[start:at]), at

    total = 0.0
    for _ in range(size):
        total += expression(0)[0]
    return total


def exceptions(size):
    caught = 0
    for i in range(size):
        try:
            if i % 3 == 0:
                raise ValueError(i)
            if i % 3 == 1:
                {}[i]
        except ValueError:
            caught += 1
        except KeyError:
            caught += 2
        finally:
            caught += 1
    return caught


def generators(size):
    def numbers():
        for i in range(size):
            if i % 2:
                yield i
            else:
                yield from (i, -i)

    def squares(values):
        for value in values:
            yield value * value

    return sum(squares(numbers()))


def comprehensions(size):
    total = 0
    for i in range(size):
        squares = {j: j * j for j in range(20) if j % 3 != i % 3}
        total += sum([value for key, value in squares.items() if key > 5])
        total += len({value % 7 for value in squares.values()})
    return total


def strings(size):
    words = []
    for i in range(size):
        word = f"{i:x}" + "-" + str(i)
        if word.startswith("a"):
            word = word.upper()
        elif "7" in word:
            word = word.replace("7", "seven")
        words.append(word.strip("-"))
    return len(" ".join(words).split())


@dataclass
class Account:
    balance: int = 0

    def deposit(self, amount):
        if amount < 0:
            raise ValueError(amount)
        self.balance += amount
        return self

    @property
    def rich(self):
        return self.balance > 1000


def methods(size):
    accounts = [Account() for _ in range(10)]
    for i in range(size):
        account = accounts[i % 10]
        account.deposit(i % 13)
        if account.rich:
            account.balance = 0
    return sum(account.balance for account in accounts)


class Task:
    def __init__(self, scheduler, number):
        self.scheduler, self.number, self.runs = scheduler, number, 0

    def step(self):
        self.runs += 1
        if self.runs % 4 == 0:
            self.scheduler.wait(self)
        elif self.runs % 7 == 0:
            self.scheduler.release()
        return self.number


class Scheduler:
    """What richards does, in small: tasks, queues, methods that call each other."""

    def __init__(self, tasks):
        self.ready = [Task(self, number) for number in range(tasks)]
        self.waiting = []

    def wait(self, task):
        self.ready.remove(task)
        self.waiting.append(task)

    def release(self):
        if self.waiting:
            self.ready.append(self.waiting.pop(0))

    def run(self, steps):
        total = 0
        for step in range(steps):
            if not self.ready:
                self.release()
            total += self.ready[step % len(self.ready)].step()
        return total


def richards(size):
    return Scheduler(8).run(size)


def closures(size):
    def counter():
        count = 0

        def up(by):
            nonlocal count
            if by > 0:
                count += by
            return count

        return up

    ups = [counter() for _ in range(4)]
    for i in range(size):
        ups[i % 4](i % 3)
    return sum(up(0) for up in ups)


def dictionaries(size):
    counts = {}
    for i in range(size):
        key = (i * 7919) % 101
        if key in counts:
            counts[key] += 1
        else:
            counts[key] = 1
    return max(counts.values())


def bubble_sort(size):
    values = [(i * 7919) % 1009 for i in range(size)]
    for end in range(len(values) - 1, 0, -1):
        for i in range(end):
            if values[i] > values[i + 1]:
                values[i], values[i + 1] = values[i + 1], values[i]
    return values[0], values[-1]


def life(size):
    cells = {(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)}
    for _ in range(size):
        neighbours = {}
        for x, y in cells:
            for dx in (-1, 0, 1):
                for dy in (-1, 0, 1):
                    if dx or dy:
                        place = x + dx, y + dy
                        neighbours[place] = neighbours.get(place, 0) + 1
        cells = {place for place, count in neighbours.items() if count == 3 or (count == 2 and place in cells)}
    return len(cells)


# What each is called with, and with what by contenders that are hundreds of times slower.
SIZES = {
    recursion: (17, 7),
    tak: (10, 4),
    nqueens: (6, 4),
    nbody: (60, 2),
    sieve: (30000, 200),
    matrices: (24, 4),
    parsing: (150, 2),
    exceptions: (8000, 40),
    generators: (15000, 40),
    comprehensions: (500, 4),
    strings: (5000, 30),
    methods: (10000, 50),
    richards: (8000, 40),
    closures: (15000, 60),
    dictionaries: (15000, 60),
    bubble_sort: (120, 10),
    life: (30, 2),
}
