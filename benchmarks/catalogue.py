"""The benchmarks, in the order in which they run."""

# Each is a module beside this one, with a function ``run`` from an ``Effort`` to an ``Outcome``.
NAMES = [
    "pure_python",
    "eager_tensorflow",
    "cold_conversion",
    "cold_import",
    "warm_import",
    "growth",
    "interpreter_start",
    "first_call",
    "tracing",
    "graph_nodes",
    "graph_run_time",
    "scalar_loops",
    "training_loops",
    "worker_pool",
    "memory",
    "import_profile",
]
