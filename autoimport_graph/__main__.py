"""``python -m autoimport_graph``: parses the command line and does what it says."""

from autoimport_graph.cli import main

if __name__ == "__main__":
    main()
