# zsh -f completion.zsh SCRIPT LINE: what the command is given when a person types LINE, a tab and return.
zmodload zsh/zpty
zpty shell "zsh -f -i"
zpty -w shell "PS1=; source $1; reveille() { [[ \$1 == complete ]] && print id-\$2 || print -r -- \"<\$*\"'>' }; print re''ady"
zpty -r -m shell seen '*ready*'
zpty -w shell "$2"$'\t'
zpty -r -m shell seen '*<*>*'
print -r -- "${${seen##*<}%%>*}"
zpty -d shell
