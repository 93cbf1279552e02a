"""Loop nests over scalars, for which TensorFlow's own kernels are slow."""

import tensorflow as tf


def primes(limit):
    count = 0
    for n in range(2, limit):
        prime = True
        for d in range(2, n):
            if d * d > n:
                break
            if n % d == 0:
                prime = False
                break
        if prime:
            count += 1
    return count


def collatz(limit):
    longest = 0
    for start in range(1, limit):
        n, steps = start, 0
        while n != 1:
            n = n // 2 if n % 2 == 0 else 3 * n + 1
            steps += 1
        if steps > longest:
            longest = steps
    return longest


def newton(limit):
    total = 0.0
    for i in range(1, limit):
        value = tf.cast(i, tf.float32)
        guess = value
        while abs(guess * guess - value) > 1e-3 * value:
            guess = (guess + value / guess) / 2.0
        total += guess
    return total


def fizz(limit):
    fizz, buzz, both = 0, 0, 0
    for i in range(limit):
        if i % 15 == 0:
            both += 1
        elif i % 3 == 0:
            fizz += 1
        elif i % 5 == 0:
            buzz += 1
    return fizz * 100 + buzz * 10 + both


# What each is called with, and how it is called when it is only tried out.
LIMITS = {primes: (2000, 50), collatz: (500, 10), newton: (500, 10), fizz: (20000, 100)}
