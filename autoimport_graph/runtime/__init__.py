"""What converted code calls while a graph is built. Importing this package, and its module ``guard``, imports no
TensorFlow.
"""
