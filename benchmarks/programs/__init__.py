"""What is measured: eager code that knows nothing of the hook, and the same graphs written by hand."""
