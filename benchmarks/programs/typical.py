"""Twelve functions as people write them, run eagerly or as graphs."""

import tensorflow as tf


def limit(x):
    if tf.norm(x) > 10.0:
        x = x / tf.norm(x) * 10.0
    return x


def magnitude(x):
    if tf.reduce_sum(x) < 0.0:
        return -x
    return x


def grade(score):
    if score > 90.0:
        points = 4
    elif score > 80.0:
        points = 3
    elif score > 70.0:
        points = 2
    else:
        points = 0
    return points


def power(x, n):
    result = tf.ones_like(x)
    while n > 0:
        result *= x
        n -= 1
    return result


def sum_even(xs):
    total = 0
    for x in xs:
        if x % 2 == 1:
            continue
        total += x
    return total


def first_above(xs, limit):
    found = -1.0
    for x in xs:
        if x > limit:
            found = x
            break
    return found


def position(xs, wanted):
    i = 0
    for x in xs:
        if x == wanted:
            return i
        i += 1
    return -1


def running_sums(xs):
    total = 0.0
    sums = []
    for x in xs:
        total += x
        sums.append(total)
    return tf.stack(sums)


def fibonacci(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


def square_root(x):
    guess = x
    while tf.abs(guess * guess - x) > 1e-3 * x:
        guess = (guess + x / guess) / 2.0
    return guess


def recurrent(xs, state, weight):
    for x in xs:
        state = tf.tanh(x + state @ weight)
    return state


def collatz(n):
    steps = 0
    while n != 1 and steps < 1000:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps


def _numbers(count, seed):
    return tf.random.stateless_uniform([count], [seed, 1], 0, 100, tf.int32)


# What each is called with.
ARGUMENTS = {
    limit: lambda: (tf.range(1000.0),),
    magnitude: lambda: (tf.range(1000.0),),
    grade: lambda: (tf.constant(75.0),),
    power: lambda: (tf.fill([1000], 1.01), tf.constant(50)),
    sum_even: lambda: (_numbers(200, 1),),
    first_above: lambda: (tf.cast(_numbers(200, 2), tf.float32), tf.constant(100.0)),
    position: lambda: (_numbers(200, 3), tf.constant(100)),
    running_sums: lambda: (tf.range(200.0),),
    fibonacci: lambda: (tf.constant(40),),
    square_root: lambda: (tf.constant(2000.0),),
    recurrent: lambda: (tf.ones([50, 8, 16]), tf.zeros([8, 16]), tf.eye(16)),
    collatz: lambda: (tf.constant(27),),
}
