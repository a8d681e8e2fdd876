#!/usr/bin/env python3
"""Writes a manual page for each command from what the program says of itself.

usage: podfit --experimental-dump-help | make_man.py FOLDER
"""
import json
import os
import sys


def roff(text):
    lines = text.replace("\\", "\\\\").replace("-", "\\-").split("\n")
    return "\n".join("\\&" + line if line[:1] in (".", "'") else line for line in lines)


def names(argument):
    kinds = {"short": "-", "long": "--", "longWithSingleDash": "-"}
    return [kinds[n["kind"]] + n["name"] for n in argument.get("names") or []]


def entry(argument):
    value = argument.get("valueName") or "value"
    label = ", ".join(names(argument)) if argument["kind"] != "positional" else f"<{value}>"
    if argument["kind"] == "option":
        label += f" <{value}>"
    text = argument.get("abstract") or ""
    if argument.get("defaultValue") and "default" not in text:
        text += f" (default: {argument['defaultValue']})"
    return f".TP\n.B {roff(label)}\n{roff(text)}\n"


def page(command, path, version):
    title = "-".join(path)
    shown = [a for a in command.get("arguments", []) if a.get("shouldDisplay", True)]
    out = f".TH {title.upper()} 1 \"\" \"podfit {version}\"\n.SH NAME\n{roff(title)} \\- {roff(command.get('abstract') or '')}\n"
    out += ".SH SYNOPSIS\n.B " + roff(" ".join(path)) + "\n"
    words = [f"[{names(a)[-1]}{' <' + (a.get('valueName') or 'value') + '>' if a['kind'] == 'option' else ''}]"
             if a["kind"] != "positional" else f"<{a.get('valueName')}>" for a in shown]
    out += roff(" ".join(words)) + "\n"
    if command.get("discussion"):
        out += ".SH DESCRIPTION\n.nf\n" + roff(command["discussion"]) + "\n.fi\n"
    if shown:
        out += ".SH OPTIONS\n" + "".join(entry(a) for a in shown)
    below = [c for c in command.get("subcommands", []) if c["commandName"] != "help"]
    if below:
        out += ".SH COMMANDS\n" + "".join(
            f".TP\n.BR {roff('-'.join(path + [c['commandName']]))} (1)\n{roff(c.get('abstract') or '')}\n" for c in below)
    pages = [(f"{title}.1", out)]
    for c in below:
        pages += page(c, path + [c["commandName"]], version)
    return pages


def main():
    folder = sys.argv[1]
    root = json.load(sys.stdin)["command"]
    os.makedirs(folder, exist_ok=True)
    version = os.environ.get("VERSION", "")
    for name, text in page(root, ["podfit"], version):
        with open(os.path.join(folder, name), "w") as file:
            file.write(text)


if __name__ == "__main__":
    main()
