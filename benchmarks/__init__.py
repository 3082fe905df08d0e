"""Benchmarks, one file a question; README.md says what each answers and how to read it."""
