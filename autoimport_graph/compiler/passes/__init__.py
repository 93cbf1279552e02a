"""The passes, one file each; :mod:`autoimport_graph.compiler.convert` runs them in order."""
