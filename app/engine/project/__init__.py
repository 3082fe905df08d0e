"""The project file: a whole session of work in one file, as docs/project_file.md describes it."""
