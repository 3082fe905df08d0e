"""Shapes carved out of space by silhouettes. Importing its modules imports torch, importing the package does not."""
