def branches(x):
    if x > 0:
        used = 1
        unused = 2
    else:
        used = temporary = x
        used += temporary
    if used:
        dead = 3
    dead = 4
    return used + dead


def loops(n):
    total = count = 0
    for i in range(n):
        square = i * i
        if square > 5:
            break
        total += square
    while n > 0:
        n, count = n - 1, n
        if n == total:
            return total
    return i


def nested_loops(n):
    carried = 0
    for i in range(n):
        fresh = 0
        for j in range(i):
            fresh += j
            k = fresh
            while k:
                k = k - carried
        carried = fresh
    return carried


def handlers(x):
    state = last = 0
    try:
        if x:
            state = 1
        x.fail()
        state = 2
    except ValueError:
        if state:
            last = 3
        raise
    finally:
        print(last)
    with x:
        if x:
            kept = 1
        kept = 2
    return kept


def closures(x):
    captured = late = plain = 1
    function = lambda: captured
    generator = (late for _ in x)
    if x:
        captured = late = plain = 2
    plain = 3
    return function, generator


def expressions(x):
    if x:
        a = b = c = d = 1
    e = (a := 2) if x else 3
    b: int
    del c
    d = x and (d := 4)
    return a, b, e


def matched(x):
    match x:
        case [y, *rest] if rest:
            z = y
        case _:
            z = 0
    return z
