"""The colour of a name, by a recurrent net: once of functions, once of classes, the same net in the same steps."""
