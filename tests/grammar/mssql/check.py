"""`check.py <file>`: checks statements, one JSON text a line, with the T-SQL grammar of sqlfluff and with
a small lint for what that lets through. The stand-in for SQL Server writes such a file, named by
TDS_STAND_IN_SQL.

Of 20 valid and 16 invalid statements, sqlfluff takes all valid ones and refuses 9 invalid ones; the
lint is for the others. (The npm package node-sql-parser refuses half of the valid ones: it knows no
OUTPUT, MERGE or SAVE TRANSACTION.) What depends on types, a bit as a condition for example, and ORDER
BY in a subquery are refused by the stand-in itself.

Statements that a test means to be wrong are in `wrong.txt`, with INSERT BULK, which the grammar does not
know, and one that is too deep for it; a star at the end stands for any rest.
"""

import json
import multiprocessing
import pathlib
import re
import sys

from sqlfluff.core import FluffConfig, Linter

BEGINNINGS = {
    "ALTER", "BEGIN", "COMMIT", "CREATE", "DECLARE", "DELETE", "DROP", "IF", "INSERT", "MERGE",
    "ROLLBACK", "SAVE", "SELECT", "SET", "UPDATE", "USE", "WITH",
}

# What other databases have and SQL Server has not.
FOREIGN = [
    (r"\bRETURNING\b", "RETURNING: OUTPUT says it here"),
    (r"\bNULLS\s+(FIRST|LAST)\b", "NULLS FIRST or LAST"),
    (r"\bLIMIT\b", "LIMIT"),
    (r"\bILIKE\b", "ILIKE"),
    (r"\bRECURSIVE\b", "WITH RECURSIVE"),
    (r"::", "a cast by ::"),
    (r"\|\|", "|| between texts"),
    (r"\bON\s+CONFLICT\b", "ON CONFLICT"),
    (r"\b(TRUE|FALSE)\b", "a boolean literal"),
    (r"\bFOR\s+(UPDATE|SHARE)\b", "FOR UPDATE: a hint says it here"),
    (r"\bRESTRICT\b", "RESTRICT"),
    (r"\)\s*(NOT\s+)?IN\s*\(\s*SELECT\b.*(?<=\()\s*\w+,", "several columns compared with a query"),
    (r"\(\[\w+\](, \[\w+\])+\)\s+(NOT\s+)?IN\b", "several columns compared with a query"),
    (r"\bWHERE\s+\[\w+\](\.\[\w+\])?\s*($|AND\b|OR\b|\))", "a bit as a condition"),
    (r"\bOFFSET\b(?!.*\bROWS\b)", "OFFSET without ROWS"),
]


def bare(statement):
    """The statement without the texts and names in it."""
    statement = re.sub(r"N?'(?:[^']|'')*'", "''", statement)
    return re.sub(r"\[(?:[^\]]|\]\])*\]", "[x]", statement)


def lint(statement):
    text = bare(re.sub(r"--[^\n]*|/\*.*?\*/", " ", statement, flags=re.S))
    for part in filter(str.strip, text.split(";")):
        word = re.match(r"\s*(\w*)", part).group(1).upper()
        if word not in BEGINNINGS:
            yield f"no statement begins with `{word}`"
    for pattern, why in FOREIGN:
        if re.search(pattern, text, flags=re.I | re.S):
            yield why
    if re.search(r"\bOFFSET\b", text, re.I) and not re.search(r"\bORDER BY\b", text, re.I):
        yield "OFFSET without ORDER BY"
    if re.search(r"\bMERGE\b", text, re.I) and ";" not in text:
        yield "MERGE without a semicolon behind it"


# Statements that differ in their numbers, and in how many rows they have, are one to a grammar. It does
# not know that a bracket within a name is doubled.
def shape(statement):
    name = r"\[(?:[^\]]|\]\])*\]"
    statement = re.sub(name, lambda found: found[0].replace("]]", ""), statement)
    statement = re.sub(r"@P\d+", "@P1", statement)
    row = r"\((?:CAST\()?@P1[^()]*(?:\([^()]*\)[^()]*)*\)"
    return re.sub(rf"({row})(, {row})+", r"\1, \1", statement)


def is_meant(statement, wrong):
    """Whether a test means this statement to be wrong."""
    return any(
        statement.startswith(known[:-1]) if known.endswith("*") else statement == known
        for known in wrong
    )


def begin():
    """Gives each process of its own the grammar, which takes a while to build."""
    global linter
    linter = Linter(config=FluffConfig(overrides={"dialect": "tsql"}))


def faults_of(statement):
    faults = [str(fault) for fault in linter.parse_string(statement + "\n").violations]
    return statement, faults + list(lint(statement))


def main():
    folder = pathlib.Path(__file__).parent
    wrong = [line for line in (folder / "wrong.txt").read_text().splitlines() if line]
    lines = pathlib.Path(sys.argv[1]).read_text().splitlines()
    statements = sorted({shape(json.loads(line)) for line in lines})
    checked = [statement for statement in statements if not is_meant(statement, wrong)]
    with multiprocessing.Pool(initializer=begin) as pool:
        found = [result for result in pool.imap(faults_of, checked, chunksize=16) if result[1]]
    for statement, faults in found:
        print(statement, *faults, sep="\n    ")
    meant, bad = len(statements) - len(checked), len(found)
    print(f"grammar mssql: {len(statements)} shapes, {meant} meant to be wrong, {bad} refused")
    sys.exit(1 if bad or not statements else 0)


# Each process imports this file where processes are not copies.
if __name__ == "__main__":
    main()
