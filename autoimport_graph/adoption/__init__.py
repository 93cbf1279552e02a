"""Graph versions for functions that exist already: those of scripts, notebooks and closures that no hook has seen."""
