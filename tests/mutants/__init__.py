"""Whether the tests would notice a change of the compiler or the runtime: see ``tests.mutants.run``."""
