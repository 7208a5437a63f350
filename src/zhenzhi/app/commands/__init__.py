"""The commands, one module each; the list is COMMANDS in `zhenzhi.app.cli`."""
