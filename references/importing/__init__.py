"""Records of files on their way into the library: which are new, which are here, and what each would change."""
