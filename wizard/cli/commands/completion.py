"""`ecr-wizard completion bash|zsh|fish`: a script that asks the program what can come next."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from wizard.cli.output import to_stdout
from wizard.cli.parsing import parse, parser

DESCRIPTION = """\
Print a script that completes commands, flags, names of integrations, branches, regions and profiles.

  bash   add to ~/.bashrc:  source <(ecr-wizard completion bash)
  zsh    add to ~/.zshrc, after compinit:  source <(ecr-wizard completion zsh)
  fish   ecr-wizard completion fish >~/.config/fish/completions/ecr-wizard.fish"""

# Each script runs `PROGRAM completion words -- WORD...`, the last word being the one at the cursor. The first line of
# the answer says what is completed (words, files, folders); each other one is a word, a tab and its description.
BASH = r"""_ecr_wizard() {
  local kind='' value word=${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  while IFS=$'\t' read -r value _; do
    if [[ -z $kind ]]; then kind=$value; else COMPREPLY+=("$value"); fi
  done < <(PROGRAM completion words -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  [[ $word == '=' ]] && word=''
  local IFS=$'\n'
  case $kind in
    files) compopt -o filenames; COMPREPLY=($(compgen -f -- "$word")) ;;
    folders) compopt -o filenames; COMPREPLY=($(compgen -d -- "$word")) ;;
  esac
}
complete -F _ecr_wizard ecr-wizard
"""
ZSH = r"""#compdef ecr-wizard
_ecr_wizard() {
  local kind='' line
  local -a values shown
  for line in "${(@f)$(PROGRAM completion words -- "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    if [[ -z $kind ]]; then kind=$line; continue; fi
    values+=("${line%%$'\t'*}")
    shown+=("${${line/$'\t'/  -- }%  -- }")
  done
  case $kind in
    files) compset -P '--*='; _files ;;
    folders) _files -/ ;;
    *) compadd -l -d shown -a values ;;
  esac
}
if [[ $funcstack[1] == _ecr_wizard ]]; then _ecr_wizard "$@"; else compdef _ecr_wizard ecr-wizard; fi
"""
FISH = r"""function __ecr_wizard_complete
    set -l before (commandline -opc)
    set -l word (commandline -ct)
    set -l lines (PROGRAM completion words -- $before[2..-1] "$word" 2>/dev/null)
    switch "$lines[1]"
        case files
            __fish_complete_path (string replace -r '^--[^=]*=' '' -- "$word")
        case folders
            __fish_complete_directories "$word" ''
        case '*'
            printf '%s\n' $lines[2..-1]
    end
end
complete -c ecr-wizard -f -a '(__ecr_wizard_complete)'
"""
SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}


def run(arguments: Sequence[str]) -> int:
    """Run the command and give its exit code."""
    if list(arguments[:2]) == ["words", "--"]:
        from wizard.cli.completing import answer

        with to_stdout():
            print("\n".join(answer(arguments[2:])))
        return 0
    made = parser("completion", DESCRIPTION, paths=False)
    made.add_argument("shell", choices=list(SCRIPTS), help="the shell that reads the script")
    options = parse(made, arguments)
    with to_stdout():
        print(SCRIPTS[options.shell].replace("PROGRAM", _program()), end="")
    return 0


def _program() -> str:
    """How the scripts call the program: where it is now, so that no file of the current folder is ever run."""
    called = sys.argv[0]
    return shlex.quote(str(Path(called).absolute())) if "/" in called else "command ecr-wizard"
