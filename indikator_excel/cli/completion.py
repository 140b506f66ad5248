"""Completion of commands and options in PowerShell; bash, zsh and fish are click's own."""

import os

from click.shell_completion import CompletionItem, ShellComplete, add_completion_class

# The words are sent as PowerShell has read them, so that none has to be taken apart again: ``\`` in a path is no
# escape, and ``'Delår 2024'`` is one word. Where nothing is offered, PowerShell offers files. The answer is UTF-8,
# which Windows PowerShell takes for the console's old code page unless it is told.
_SOURCE = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($word, $ast, $cursor)
    $before = @($ast.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object {
        if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { "$_" }
    })
    $encoding = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = [System.Text.UTF8Encoding]::new($false)
        $env:COMP_WORDS = ($before + $word.Trim("'", '"')) -join "`n"
        $env:%(complete_var)s = 'powershell_complete'
        $lines = @(& %(prog_name)s 2>$null)
    } finally {
        [Console]::OutputEncoding = $encoding
        $env:COMP_WORDS = $null
        $env:%(complete_var)s = $null
    }
    foreach ($line in $lines) {
        $value, $help = $line -split "`t", 2
        if ($value) { [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $help) }
    }
}
"""


@add_completion_class
class PowerShellComplete(ShellComplete):
    """Windows PowerShell 5.1 and later. click has one from 8.5 on, which knows neither code pages nor quotes."""

    name = "powershell"
    source_template = _SOURCE

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words between the program's name and the one that is being written, and that one."""
        _, *words, incomplete = os.environ["COMP_WORDS"].split("\n")
        return words, incomplete

    def get_completions(self, args: list[str], incomplete: str) -> "list[CompletionItem[str]]":
        """Leave files and folders to PowerShell."""
        return [item for item in super().get_completions(args, incomplete) if item.type == "plain"]

    def format_completion(self, item: "CompletionItem[str]") -> str:
        """Return a line: what is offered, and what is shown beside it, which must not be empty."""
        return f"{item.value}\t{' '.join((item.help or item.value).split())}"
