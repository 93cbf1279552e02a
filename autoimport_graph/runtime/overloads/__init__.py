"""Graph versions of functions of Python's library and of NumPy."""
