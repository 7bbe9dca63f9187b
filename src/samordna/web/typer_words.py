"""How does the command line itself speak our language: headings of help, complaints about arguments?

Typer writes these in English and offers no translations. Its formatter is replaced for the headings; a complaint is
recognised by its English pattern, and one that we do not know stays in English.
"""

from __future__ import annotations

import re
import sys
from typing import Any, NoReturn

import typer

from samordna.kernel.system_words import reason
from samordna.kernel.text import Message, say
from samordna.web.i18n import _, render
from samordna.web.terminal import emit_json

# What typer complains of, as it writes it; also the text to translate. The longer of two alike stands first.
COMPLAINTS = (
    say("No such option: {option} (Possible options: {near})"),
    say("No such option: {option}"),
    say("No such command '{name}'. Did you mean {near}?"),
    say("No such command '{name}'."),
    say("Missing argument '{name}'."),
    say("Missing option '{name}' / '{other}'."),
    say("Missing option '{name}'."),
    say("Missing command."),
    say("Got unexpected extra argument(s) ({extra})"),
    say("Option '{option}' requires an argument."),
    say("Option '{option}' does not take a value."),
    say("unknown language '{lang}': write sv or en"),
    say("Value error, {what}"),
    say("Invalid value for '{name}': {what}"),
    say("'{value}' is not one of {values}."),
    say("Value '{value}' is not one of {values}."),
    say("File '{file}' does not exist."),
)
# The type of an argument in Python's words; options show it where they have no name for their value.
_TYPED_ARGUMENT = re.compile(r"^([^-].*) <.*>$")
# An argument that must be given, in typer's braces; the help page says so in words.
_REQUIRED = re.compile(r"\{([^{}]+)\}")
UsageError: Any = typer.BadParameter.__base__


def headings() -> dict[str, str]:
    """The words of a help page that typer writes itself."""
    return {
        "Arguments": _("Arguments"),
        "Options": _("Options"),
        "Commands": _("Commands"),
        "Show this message and exit.": _("Show this message and exit."),
    }


def metavars(command: Any) -> list[tuple[Any, str]]:
    """Every name of a value, such as HANDBOOK, with the parameter that holds it."""
    own = [(param, param.metavar) for param in command.params if getattr(param, "metavar", None)]
    return [*own, *(each for sub in getattr(command, "commands", {}).values() for each in metavars(sub))]


def run(command: Any) -> NoReturn:
    """Read the arguments and carry out the command; help and complaints are in the language spoken. Never returns."""
    for param, name in metavars(command):
        param.metavar = _(name)
    for part in (command, *getattr(command, "commands", {}).values()):
        part.context_class = _speaking(part.context_class)
    try:
        code = command.main(standalone_mode=False)
    except UsageError as problem:
        _complain(problem)
        code = problem.exit_code
    except OSError as problem:  # the screen or the file behind it takes no more; typer itself handles a closed pipe
        typer.echo(
            f"{_('Error')}: " + render(say("The answer could not be written: {why}.", why=reason(problem))), err=True
        )
        code = 2
    except typer.Abort:
        typer.echo(_("Aborted."), err=True)
        code = 1
    sys.exit(code if isinstance(code, int) else 0)


def _speaking(context: Any) -> Any:
    """The context class with a formatter that writes our words."""

    class Formatter(context.formatter_class):  # type: ignore[misc]
        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            said = args.replace("[OPTIONS]", _("[OPTIONS]")).replace("COMMAND [ARGS]...", _("COMMAND …"))
            said = _REQUIRED.sub(r"\1", said)
            super().write_usage(prog, said, prefix or f"{_('Usage')}: ")

        def write_heading(self, heading: str) -> None:
            super().write_heading(headings().get(heading, heading))

        def write_dl(self, rows: Any, *sizes: Any, **named: Any) -> None:
            said = [(_TYPED_ARGUMENT.sub(r"\1", name), _help(text)) for name, text in rows]
            super().write_dl(said, *sizes, **named)

    return type("Context", (context,), {"formatter_class": Formatter})


def _help(text: str) -> str:
    """A help text with typer's own additions in our words."""
    known = headings().get(text, text)
    return known.replace("[required]", f"[{_('required')}]").replace("[default: ", f"[{_('default')}: ")


def _complain(problem: Any) -> None:
    """What was wrong with the arguments, and how to get help."""
    if type(problem).show is not UsageError.show:  # one that shows itself, such as the help page of an empty command
        problem.show()
        return
    message, mend = translated(problem.format_message()), ""
    if problem.ctx is not None:
        mend = _("Write “{command} --help” for help.").format(command=problem.ctx.command_path)
        typer.echo(f"{problem.ctx.get_usage()}\n{mend}\n", err=True)
    if "--json" in sys.argv[1:]:
        emit_json({"error": {"message": message, "mend": mend}})
    typer.echo(f"{_('Error')}: {message}", err=True)


def translated(complaint: str) -> str:
    """A complaint of typer's in the language spoken; one that is not known as it is."""
    for known in COMPLAINTS:
        found = re.fullmatch(_pattern(known), complaint, re.DOTALL)
        if found:
            inside = {name: translated(_unquoted(name, value)) for name, value in found.groupdict().items()}
            said = _(known.template)
            return said.removeprefix("Value error, ").format(**inside)
    return complaint


def _unquoted(name: str, value: str) -> str:
    """Lists of words to choose from stand without Python's quotes."""
    return value.replace("'", "") if name in ("near", "values") else value


def _pattern(known: Message) -> str:
    """The template as a regular expression, with its holes as groups."""
    return re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(known.template))
