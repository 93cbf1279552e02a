"""Ordinary eager TensorFlow code, to try ``autoimport_graph`` on: no decorator, no import of it
(but in ``basics_api.py``).

``autoimport_graph.toml``, one folder up, lists this package. Each script also runs under plain ``python``, eagerly.
"""
