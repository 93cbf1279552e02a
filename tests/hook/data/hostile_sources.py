"""Source files that nobody should write, by name, and what can be seen of a module that is imported."""

from __future__ import annotations

import codecs
import sys

F = b"def f(x):\n    if x:\n        return 1\n    return 2\n"
RESULT = b"RESULT = f(0), f(1)\n"


def _encoded(cookie: str, text: str = "\u00e9\u4e2d\u044f", encoding: str | None = None) -> bytes:
    source = f"# -*- coding: {cookie} -*-\nTEXT = '{text}'\n" + (F + RESULT).decode()
    return source.encode(encoding or cookie, "replace")


ENCODINGS = {
    f"cookie {cookie}": _encoded(cookie)
    for cookie in [
        "utf-8",
        "utf8",
        "UTF-8",
        "latin-1",
        "iso-8859-1",
        "iso8859-15",
        "ascii",
        "cp1252",
        "koi8-r",
        "shift_jis",
        "euc-jp",
        "gb18030",
        "big5",
        "iso2022_jp",
        "utf-7",
        "mac-roman",
        "cp437",
        "hz",
        "tis-620",
        "utf_8_sig",
        "punycode",
        "raw_unicode_escape",
        "unicode_escape",
        "johab",
        "cp037",
        "palmos",
        "ptcp154",
    ]
}
ENCODINGS |= {
    "cookie of nothing": b"# coding: no-such-encoding\n" + F,
    "cookie that is no text encoding": b"# coding: rot13\n" + F,
    "cookie of bytes to bytes": b"# coding: hex\n" + F,
    "cookie of idna": b"# coding: idna\n" + F,
    "cookie undefined": b"# coding: undefined\n" + F,
    "cookie mbcs": b"# coding: mbcs\n" + F,
    "cookie utf-16": b"# coding: utf-16\n" + F,
    "utf-16": "TEXT = 1\n".encode("utf-16"),
    "utf-16 without a mark": "TEXT = 1\n".encode("utf-16-le"),
    "utf-32": "TEXT = 1\n".encode("utf-32"),
    "mark": codecs.BOM_UTF8 + F + RESULT,
    "mark and cookie": codecs.BOM_UTF8 + _encoded("utf-8"),
    "mark and another cookie": codecs.BOM_UTF8 + _encoded("latin-1"),
    "two marks": codecs.BOM_UTF8 * 2 + F,
    "mark inside": F + codecs.BOM_UTF8 + RESULT,
    "mark alone": codecs.BOM_UTF8,
    "cookie in line 2": b"#!/usr/bin/env python\n# vim: set fileencoding=latin-1 :\nTEXT = '\xe9'\n" + F,
    "cookie in line 3": b"#!/usr/bin/env python\n#\n# coding: latin-1\nTEXT = '\xe9'\n" + F,
    "cookie after code": b"x = 1\n# coding: latin-1\nTEXT = '\xe9'\n" + F,
    "two cookies": b"# coding: latin-1\n# coding: utf-8\nTEXT = '\xe9'\n" + F,
    "bytes that are not utf-8": b"TEXT = '\xff\xfe'\n" + F,
    "bytes that are not utf-8, in a comment": b"# \xff\n" + F,
    "surrogates in utf-8": b"TEXT = '\xed\xa0\x80'\n" + F,
    "cut inside a character": F + b"TEXT = '\xe4\xb8",
}

TEXTS = {
    "empty": b"",
    "newline": b"\n",
    "spaces": b"   ",
    "comment": b"# nothing",
    "docstring": b"'''Doc.'''",
    "null": F + b"x = '\0'\n" + RESULT,
    "null at the start": b"\0" + F,
    "null at the end": F + b"\0",
    "null in a comment": F + b"# \0\n",
    "null line": F + b"\0\n" + RESULT,
    "form feed": b"\f" + F + b"\f\n" + RESULT,
    "vertical tab": F + b"\v\n",
    "carriage returns": (F + RESULT).replace(b"\n", b"\r"),
    "carriage returns and newlines": (F + RESULT).replace(b"\n", b"\r\n"),
    "line endings of all kinds": F.replace(b"\n", b"\r\n") + b"y = 1\r" + RESULT,
    "carriage returns in strings": F + b"TEXT = '''a\rb\r\nc\n'''\n" + RESULT,
    "carriage return in a comment": F + b"# a\rTEXT = 1\n",
    "backslash at the end": F + b"x = 1 \\",
    "backslash and a carriage return": F + b"x = 1 + \\\r\n  2\n",
    "no newline at the end": (F + RESULT)[:-1],
    "tabs and spaces": b"def f(x):\n\tif x:\n\t\treturn 1\n        return 2\n" + RESULT,
    "tabs that are ambiguous": b"def f(x):\n\tif x:\n        return 1\n\treturn 2\n",
    "bad indentation": b"def f(x):\n        if x:\n            return 1\n    return 2\n",
    "end of text sign": F + b"\x1a",
    "no-break space": F + "x =\u00a01\n".encode(),
    "line separators": F + "TEXT = 'a\u2028b\u0085c'\nx = 1\n".encode() + RESULT,
    "letters of other alphabets": "def \u0444(\u03c0, \uff58=3):\n    if \u03c0 > x:\n        return x\nRESULT = \u0444(4, x=2)\n".encode(),
    "direction marks": F + "TEXT = 'a\u202eb'  # \u202e\n".encode(),
    "surrogate escapes": F
    + b"TEXT = '\\ud800', '\\udcff'\ndef g(s):\n    if s == '\\ud800':\n        return '\\udfff'\n"
    + RESULT,
    "surrogate escapes in names": F
    + b"TEXT = {'\\ud800': 1}\ndef g(**k):\n    if k: return k['\\ud800']\nRESULT = g(**TEXT)\n",
    "surrogate in a docstring": b"def f(x):\n    '\\ud800'\n    if x: return 1\n" + RESULT,
    "name escapes": b"TEXT = '\\N{BULLET}'\n" + F,
    "bad escapes": b"TEXT = '\\d'\n" + F + RESULT,
    "bad name escape": b"TEXT = '\\N{NO SUCH}'\n" + F,
}

LARGE = {
    "many lines": F + b"x = 1\n" * 5_000 + RESULT,
    "many functions": b"".join(b"def f%d(x):\n    if x:\n        return 1\n    return 2\n" % i for i in range(100))
    + F
    + RESULT,
    "empty lines": F + b"\n" * 100_000 + RESULT,
    "comment lines": b"# x\n" * 100_000 + F + RESULT,
    "long line": F + b"TEXT = '" + b"x" * 1_000_000 + b"'\n" + RESULT,
    "many parameters": b"def f("
    + b", ".join(b"a%d=0" % i for i in range(10_000))
    + b"):\n    if a0:\n        return 1\n    return a9999\n"
    + RESULT,
    "many arguments": F
    + b"def g(*a):\n    if a:\n        return len(a)\ndef h():\n    return g("
    + b"1, " * 10_000
    + b") if f(0) else 0\nRESULT = h()\n",
    "many elifs": b"def f(x):\n    if x == -1:\n        return 0\n"
    + b"".join(b"    elif x == %d:\n        return %d\n" % (i, i) for i in range(600))
    + b"    return 7\n"
    + RESULT,
    "many statements in a function": b"def f(x):\n    if x:\n        return 1\n"
    + b"    x = x + 1\n" * 2000
    + b"    return x\n"
    + RESULT,
    "many ifs in a function": b"def f(x):\n" + b"    if x == 5:\n        x = 6\n" * 300 + b"    return x\n" + RESULT,
    "many returns": b"def f(x):\n"
    + b"".join(b"    if x == %d:\n        return %d\n" % (i + 5, i) for i in range(200))
    + b"    return x\n"
    + RESULT,
    "many names": b"def f(x):\n"
    + b"".join(b"    v%d = x\n" % i for i in range(1000))
    + b"    if x:\n        return v0\n    return v2999\n"
    + RESULT,
    "many cases": b"def f(x):\n    match x:\n"
    + b"".join(b"        case %d:\n            return %d\n" % (i, i) for i in range(100))
    + RESULT,
    "large list": b"def f(x):\n    if x:\n        return [" + b"1, " * 5_000 + b"][x]\n    return 0\n" + RESULT,
    "large dict": b"D = {" + b"".join(b"%d: '%d', " % (i, i) for i in range(5_000)) + b"}\n" + F + RESULT,
    "large number": F + b"TEXT = len(hex(0x" + b"f" * 100_000 + b"))\n" + RESULT,
    "number of too many digits": F + b"x = " + b"9" * 10_000 + b"\n",
    "long string of parts": b"def f(x):\n    if x:\n        return ("
    + b"'x' " * 5000
    + b")\n    return 'y'\nRESULT = len(f(1))\n",
    "f-string of many parts": b"def f(x):\n    if x:\n        return f'"
    + b"{x}" * 2000
    + b"'\n    return 'y'\nRESULT = len(f(1))\n",
}


def _nested(prefix: bytes, middle: bytes, suffix: bytes, depth: int) -> bytes:
    return prefix * depth + middle + suffix * depth


def _indented(header: bytes, depth: int) -> bytes:
    lines = [b" " * (level + 1) + header + b"\n" for level in range(depth)]
    return b"def f(x):\n" + b"".join(lines) + b" " * (depth + 1) + b"return 1\n" + b" return 2\n" + RESULT


BUILD = {
    "parentheses": lambda d: b"def f(x):\n    if x:\n        return " + _nested(b"(", b"x", b")", d) + b"\n    return 0\n" + RESULT,
    "lists": lambda d: b"def f(x):\n    if x:\n        return len(" + _nested(b"[", b"x", b"]", d) + b")\n    return 0\n" + RESULT,
    "nots": lambda d: b"def f(x):\n    if " + b"not " * d + b"x:\n        return 1\n    return 0\n" + RESULT,
    "minuses": lambda d: b"def f(x):\n    if x:\n        return " + b"-" * d + b"x\n    return 0\n" + RESULT,
    "sums": lambda d: b"def f(x):\n    if x:\n        return " + b"x + " * d + b"x\n    return 0\n" + RESULT,
    "powers": lambda d: b"def f(x):\n    if x:\n        return " + b"x ** " * d + b"x\n    return 0\n" + RESULT,
    "attributes": lambda d: b"class N: pass\nn = N()\nn.n = n\nn.v = 5\ndef f(x):\n    if x:\n        return n" + b".n" * d + b".v\n    return 0\n" + RESULT,
    "subscripts": lambda d: b"n = []\nn.append(n)\ndef f(x):\n    if x:\n        return len(n" + b"[0]" * d + b")\n    return 0\n" + RESULT,
    "calls": lambda d: b"def i(x): return x\ndef f(x):\n    if x:\n        return " + _nested(b"i(", b"x", b")", d) + b"\n    return 0\n" + RESULT,
    "chained calls": lambda d: b"class B:\n    def s(self): return self\ndef f(x):\n    if x:\n        return type(B()" + b".s()" * d + b").__name__\n    return 0\n" + RESULT,
    "comparisons": lambda d: b"def f(x):\n    if x " + b"< x + 1 " * d + b":\n        return 1\n    return 0\n" + RESULT,
    "ands": lambda d: b"def f(x):\n    if x" + b" and x" * d + b":\n        return 1\n    return 0\n" + RESULT,
    "ands and ors": lambda d: b"def f(x):\n    if " + _nested(b"x and (x or ", b"x", b")", d // 2) + b":\n        return 1\n    return 0\n" + RESULT,
    "conditional expressions": lambda d: b"def f(x):\n    return " + b"0 if x == 3 else " * d + b"1\n" + RESULT,
    "lambdas": lambda d: b"def f(x):\n    if x:\n        return callable(" + b"lambda: " * d + b"x)\n    return 0\n" + RESULT,
    "ifs": lambda d: _indented(b"if x:", d),
    "elses": lambda d: b"def f(x):\n" + b"".join(b" " * (i + 1) + b"if x == %d:\n" % (i + 5) + b" " * (i + 2) + b"return %d\n" % i + b" " * (i + 1) + b"else:\n" for i in range(d)) + b" " * (d + 1) + b"return x\n" + RESULT,
    "elifs": lambda d: b"def f(x):\n    if x == 9:\n        y = 1\n" + b"".join(b"    elif x == %d:\n        y = %d\n" % (i + 9, i) for i in range(d)) + b"    else:\n        y = 5\n    return y\n" + RESULT,
    "whiles": lambda d: _indented(b"while x:", d),
    "fors": lambda d: _indented(b"for i in (x,):", d),
    "tries": lambda d: b"def f(x):\n" + b"".join(b" " * (i + 1) + b"try:\n" for i in range(d)) + b" " * (d + 1) + b"if x: return 1\n" + b"".join(b" " * (d - i) + b"finally: pass\n" for i in range(d)) + RESULT,
    "withs": lambda d: b"import contextlib\n" + _indented(b"with contextlib.nullcontext():", d),
    "functions": lambda d: b"".join(b" " * i + b"def f%d(x):\n" % i + b" " * (i + 1) + b"if x: return %d\n" % i for i in range(d)) + b"RESULT = f0(1)\n",
    "classes": lambda d: b"".join(b" " * i + b"class C%d:\n" % i + b" " * (i + 1) + b"def f(self, x):\n" + b" " * (i + 2) + b"if x: return %d\n" % i for i in range(d)) + b"RESULT = C0().f(1)\n",
    "comprehensions": lambda d: b"def f(x):\n    if x:\n        return len(" + _nested(b"[y for y in ", b"[x]", b"]", d) + b")\n    return 0\n" + RESULT,
    "decorators": lambda d: b"def i(f): return f\n" + b"@i\n" * d + F + RESULT,
    "f-strings": lambda d: b"def f(x):\n    if x:\n        return f'{x:{x}}" + b"{x}" * d + b"'\n    return 0\n" + RESULT,
    "tuples in targets": lambda d: b"def f(x):\n    if x:\n        " + _nested(b"[", b"y", b"]", d) + b" = " + _nested(b"[", b"x", b"]", d) + b"\n        return y\n    return 0\n" + RESULT,
    "match patterns": lambda d: b"def f(x):\n    match " + _nested(b"[", b"x", b"]", d) + b":\n        case " + _nested(b"[", b"y", b"]", d) + b":\n            return y\n" + RESULT,
    "walruses": lambda d: b"def f(x):\n    if x:\n        return " + _nested(b"(y := ", b"x", b")", d) + b"\n    return 0\n" + RESULT,
    "async": lambda d: b"async def g(x):\n    if x:\n        return " + _nested(b"(await g(", b"0", b"))", d) + b"\n    return 0\n" + F + RESULT,
}  # fmt: skip
DEEP = {f"{name}, {depth} deep": build(depth) for depth in (15, 95, 1000) for name, build in BUILD.items()}

NAMES = {
    "our handle": F + b"__autoimport_graph__ = 5\n" + RESULT,
    "our handle as a parameter": b"def f(__autoimport_graph__):\n    if __autoimport_graph__:\n        return 1\n    return 2\n"
    + RESULT,
    "our handle as a local": b"def f(x):\n    __autoimport_graph__ = x\n    if x:\n        return __autoimport_graph__\n    return 2\n"
    + RESULT,
    "our flag": b"__building_graph__ = []\n" + F + RESULT + b"TEXT = __building_graph__\n",
    "our flag that is true": F + b"__building_graph__ = [1]\n" + RESULT,
    "our flag as a global": b"def f(x):\n    global __building_graph__\n    __building_graph__ = 0\n    if x:\n        return 1\n"
    + RESULT,
    "our names asked for": F + b"try:\n    __autoimport_graph__\nexcept NameError:\n    pass\n" + RESULT,
    "names of passes": b"def f(x, if_body_1=1, operand_1=2, for_body_1=3):\n    while_body_1 = x\n    if x and operand_1 or if_body_1:\n        for y in (x,):\n            while_body_1 += y\n    return while_body_1, for_body_1\n"
    + RESULT,
    "names of lifting": b"def body(x):\n    class lambda_:\n        def f(self):\n            if x:\n                return 1\n    return lambda_().f()\nf = body\n"
    + RESULT,
    "class named as a factory": b"class graph_version_0:\n    __x = 1\n    def f(self, x):\n        if x:\n            return self.__x\nf = graph_version_0().f\n"
    + RESULT,
    "builtins replaced": b"len = range = print = __import__ = None\n" + F + RESULT,
    "__import__ replaced": b"import builtins\n"
    + F
    + b"def g(x):\n    if x:\n        import os\n        return os.sep\nRESULT = g(1)\n",
    "module that replaces itself": b"import sys, types\n"
    + F
    + b"m = types.ModuleType(__name__)\nm.RESULT = f(1)\nsys.modules[__name__] = m\n",
    "module that deletes all": F
    + b"r = f(1)\nfor n in list(globals()):\n    if not n.startswith('__') or 'graph' in n:\n        if n != 'n': del globals()[n]\nRESULT = 1\n",
    "__getattr__ of the module": b"def __getattr__(name):\n    if name == 'RESULT':\n        return f(0), f(1)\n    raise AttributeError(name)\n"
    + F,
    "__dict__ looked through": F + b"RESULT = sorted(n for n in globals() if not n.startswith('__'))\n",
    "__file__ and others": F + b"RESULT = __name__, __doc__, __package__\n",
    "__debug__": b"def f(x):\n    if __debug__:\n        return 'debug', x\n    assert x, 'no x'\n    return 'optimized', x\n"
    + RESULT,
    "recursion to its limit": b"def f(n):\n    if n < 0: return n\n    try:\n        return f(n + 1)\n    except RecursionError:\n        return n\nRESULT = f(0)\n",
    "recursion limit that is low": b"import sys\nlimit = sys.getrecursionlimit()\nsys.setrecursionlimit(120)\n" + F + RESULT + b"sys.setrecursionlimit(limit)\n",
    "recursion limit that is high": b"import sys\nlimit = sys.getrecursionlimit()\nsys.setrecursionlimit(10**6)\n" + F + RESULT + b"sys.setrecursionlimit(limit)\n",
    "__debug__ assigned": F + b"__debug__ = 1\n",
    "assert": b"def f(x):\n    assert x, 'no x'\n    return x\ntry:\n    RESULT = f(0)\nexcept AssertionError as error:\n    RESULT = str(error)\n",
    "docstrings": b"'''Module.'''\ndef f(x):\n    '''Function.'''\n    if x:\n        return f.__doc__\nclass C:\n    '''Class.'''\nRESULT = __doc__, f(1), C.__doc__\n",
    "line numbers": F
    + b"\n\ndef g(x):\n    if x:\n\n        raise ValueError\ntry:\n    g(1)\nexcept ValueError as error:\n    RESULT = error.__traceback__.tb_next.tb_lineno, g.__code__.co_firstlineno\n",
}

FUTURES = {
    f"from __future__ import {name}": b"'''Doc.'''\nfrom __future__ import " + name.encode() + b"\n" + F + b"def g(x: int, y: 'z' = 1) -> nowhere:\n    if x: return g.__annotations__\n" * (name == "annotations") + RESULT
    for name in ("annotations", "generator_stop", "division", "print_function", "braces", "no_such", "barry_as_FLUFL", "annotations as a, division")
}  # fmt: skip
FUTURES |= {
    "future after code": F + b"from __future__ import annotations\n",
    "future after a docstring and a comment": b"# c\n'''Doc.'''\n# c\nfrom __future__ import annotations\nfrom __future__ import division\nx: nowhere = 1\n"
    + F
    + RESULT,
    "two docstrings": b"'''One.'''\n'''Two.'''\nfrom __future__ import annotations\n" + F,
    "future of all": b"from __future__ import *\n" + F,
    "barry's operator": b"from __future__ import barry_as_FLUFL\ndef f(x):\n    if x <> 1:\n        return 1\n    return 2\n"
    + RESULT,
}

NEWER = {
    "type statement": b"type A[T] = list[T]\n" + F + RESULT,
    "type parameters": b"def f[T](x: T) -> T:\n    if x:\n        return x\n    return x\nclass C[T]:\n    def g(self, x: T):\n        if x: return 1\n"
    + RESULT,
    "except star": b"def f(x):\n    try:\n        if x: raise ExceptionGroup('g', [ValueError()])\n    except* ValueError:\n        y = 1\n    return 2\n"
    + RESULT,
    "nested quotes": b"def f(x):\n    if x:\n        return f'{'a' + f'{x}'}'\n    return 2\n" + RESULT,
    "template strings": b"def f(x):\n    if x:\n        return t'{x}'\n    return 2\n" + RESULT,
    "except without parentheses": b"def f(x):\n    try:\n        if x: return 1\n    except ValueError, TypeError:\n        return 2\n"
    + RESULT,
    "finally with return": b"def f(x):\n    try:\n        if x: return 1\n    finally:\n        return 2\n" + RESULT,
    "default of a type parameter": b"class C[T = int]:\n    pass\n" + F + RESULT,
    "lazy imports": b"lazy import os\n" + F + RESULT,
    "print statement": b"print 'x'\n" + F,
    "exec statement": b"exec 'x'\n" + F,
    "match as a name": b"match = case = type = 1\n" + F + RESULT,
    "await outside": F + b"await f(1)\n",
    "yield outside": F + b"yield 1\n",
    "return outside": F + b"return 1\n",
    "break outside": F + b"break\n",
    "break outside, in a function": b"def f(x):\n    if x:\n        break\n",
    "nonlocal without a variable": b"def f(x):\n    nonlocal y\n    if x: return y\n",
    "global after use": b"def f(x):\n    if x: y = 1\n    global y\n",
    "parameter twice": b"def f(x, x):\n    if x: return 1\n",
    "parameter that is global": b"def f(x):\n    global x\n    if x: return 1\n",
    "two stars": b"def f(*a, *b):\n    if a: return 1\n",
    "starred alone": b"def f(x):\n    if x: *y = x\n",
    "delete a call": b"def f(x):\n    if x: del f(x)\n",
    "assign to a constant": b"def f(x):\n    if x: None = 1\n",
    "await in a comprehension": b"def f(x):\n    if x: return [await y for y in x]\n",
    "import star in a function": b"def f(x):\n    if x:\n        from os import *\n",
    "walrus in a class comprehension": b"class C:\n    y = [z := 1 for x in (1,)]\n",
    "two wildcards": b"def f(x):\n    match x:\n        case y: return 1\n        case z: return 2\n",
    "warning of the parser": b"def f(x):\n    if x is 1:\n        return 1\n    return 2\n" + RESULT,
    "assert of a tuple": b"def f(x):\n    assert (x, 'always')\n    if x: return 1\n" + RESULT,
}

SOURCES: dict[str, bytes] = {**ENCODINGS, **TEXTS, **LARGE, **DEEP, **NAMES, **FUTURES, **NEWER}


def outcome(name: str) -> list[str]:
    """Import a module and tell what can be seen of it; the last line holds the warnings of ours."""
    import importlib
    import traceback
    import warnings

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            module = importlib.import_module(name)
            seen = [f"{key} = {getattr(module, key, None)!r}"[:500] for key in ("RESULT", "TEXT", "__doc__")]
        except BaseException as error:
            text = traceback.format_exception_only(type(error), error)
            seen = ["".join(text) if len("".join(text)) < 2000 else type(error).__name__]
            if isinstance(error, SyntaxError):
                seen.append(f"{error.lineno} {error.offset}")
    ours = [w for w in caught if w.category.__name__ == "AutoimportGraphWarning"]
    theirs = sorted(f"{w.category.__name__} {w.lineno} {w.message}" for w in caught if w not in ours)
    return [*seen, *theirs, f"-- {[str(w.message) for w in ours]}"]


def main() -> None:
    """Import the modules named on the command line after "plain" or "hook", and print what is seen as JSON."""
    import json

    how, *names = sys.argv[1:]
    if how == "hook":
        import autoimport_graph

        autoimport_graph.install(packages=names, report=False)
    limit = sys.getrecursionlimit()
    print(json.dumps({name: outcome(name) for name in names}))
    assert sys.getrecursionlimit() == limit


if __name__ == "__main__":
    main()
