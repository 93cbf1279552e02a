"""Found by every Python that starts with this folder on its path: converts packages before anything imports them."""

import os

if os.environ.get("COMPAT_MODE", "plain") != "plain":
    import autoimport_graph

    autoimport_graph.install(packages=os.environ["COMPAT_CONVERT"].split(), report=False)
