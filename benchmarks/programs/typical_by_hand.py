"""The functions of ``typical`` as someone writes them who builds the graph by hand, and wants it small."""

import tensorflow as tf


def limit(x):
    return tf.cond(tf.norm(x) > 10.0, lambda: x / tf.norm(x) * 10.0, lambda: x)


def magnitude(x):
    return tf.cond(tf.reduce_sum(x) < 0.0, lambda: -x, lambda: x)


def grade(score):
    return tf.cond(
        score > 90.0,
        lambda: 4,
        lambda: tf.cond(score > 80.0, lambda: 3, lambda: tf.cond(score > 70.0, lambda: 2, lambda: 0)),
    )


def power(x, n):
    _, result = tf.while_loop(lambda n, result: n > 0, lambda n, result: (n - 1, result * x), (n, tf.ones_like(x)))
    return result


def sum_even(xs):
    def body(i, total):
        x = tf.gather(xs, i)
        return i + 1, tf.cond(x % 2 == 1, lambda: total, lambda: total + x)

    size = xs.shape[0]
    _, total = tf.while_loop(lambda i, total: i < size, body, (0, 0), maximum_iterations=size)
    return total


def first_above(xs, limit):
    def body(i, found, go_on):
        x = tf.gather(xs, i)
        found, go_on = tf.cond(x > limit, lambda: (x, False), lambda: (found, True))
        return i + 1, found, go_on

    size = xs.shape[0]
    _, found, _ = tf.while_loop(
        lambda i, found, go_on: go_on & (i < size), body, (0, -1.0, True), maximum_iterations=size
    )
    return found


def position(xs, wanted):
    def body(i, found):
        return i + 1, tf.cond(tf.gather(xs, i) == wanted, lambda: i, lambda: found)

    size = xs.shape[0]
    _, found = tf.while_loop(lambda i, found: (found < 0) & (i < size), body, (0, -1), maximum_iterations=size)
    return found


def running_sums(xs):
    def body(i, total, sums):
        total += tf.gather(xs, i)
        return i + 1, total, sums.write(i, total)

    size = xs.shape[0]
    sums = tf.TensorArray(tf.float32, size, element_shape=[])
    _, _, sums = tf.while_loop(lambda i, total, sums: i < size, body, (0, 0.0, sums), maximum_iterations=size)
    return sums.stack()


def fibonacci(n):
    _, a, _ = tf.while_loop(lambda i, a, b: i < n, lambda i, a, b: (i + 1, b, a + b), (0, 0, 1), maximum_iterations=n)
    return a


def square_root(x):
    (guess,) = tf.while_loop(
        lambda guess: tf.abs(guess * guess - x) > 1e-3 * x, lambda guess: ((guess + x / guess) / 2.0,), (x,)
    )
    return guess


def recurrent(xs, state, weight):
    size = xs.shape[0]
    _, state = tf.while_loop(
        lambda i, state: i < size,
        lambda i, state: (i + 1, tf.tanh(tf.gather(xs, i) + state @ weight)),
        (0, state),
        maximum_iterations=size,
    )
    return state


def collatz(n):
    _, steps = tf.while_loop(
        lambda n, steps: (n != 1) & (steps < 1000),
        lambda n, steps: (tf.cond(n % 2 == 0, lambda: n // 2, lambda: 3 * n + 1), steps + 1),
        (n, 0),
    )
    return steps
