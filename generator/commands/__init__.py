"""What the command line can do: one module for each kind of work, each with its own commands.

`add` of a module adds its commands to the command line; a command takes the options, among them
`today`, and returns how it ended. The modules, which do not import each other:
begin, changes, content, drawing, elsewhere, language, reviewing, site, style.
"""

OK = 0
FAILED = 1  # the content has an error, or the work could not be done
WRONG_USE = 2
STOPPED = 130  # as a shell says it of a command that was interrupted
