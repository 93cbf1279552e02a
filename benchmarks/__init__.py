"""How fast autoimport_graph is, against plain Python, TensorFlow's AutoGraph and others: ``python -m benchmarks``."""
