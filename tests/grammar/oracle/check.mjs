// `node check.mjs <file>`: checks statements, one JSON text a line, with the PL/SQL grammar of ANTLR
// and with a small lint for what a grammar can't know. The stand-in for Oracle's client library
// writes such a file, named by ORACLE_STAND_IN_SQL.
//
// Statements that a test means to be wrong, and one that the grammar does not know, are in
// `wrong.txt`; a star at the end stands for any rest.

import { readFileSync } from "node:fs";
import { CharStream, CommonTokenStream, ErrorListener, PredictionMode } from "antlr4";
import { PlSqlLexer, PlSqlParser } from "@griffithswaite/ts-plsql-parser";
import { lint } from "./lint.mjs";

class Faults extends ErrorListener {
  found = [];

  syntaxError(recognizer, symbol, line, column, message) {
    this.found.push(`${line}:${column} ${message}`);
  }
}

// The fast way of predicting takes JOIN and FETCH for aliases of tables; what it refuses is parsed
// again in the exact way, which is slow.
function parse(statement) {
  const faults = parseBy(PredictionMode.SLL, statement);
  return faults.length === 0 ? faults : parseBy(PredictionMode.LL, statement);
}

function parseBy(mode, statement) {
  const block = /^\s*(BEGIN|DECLARE|CREATE\s+(OR\s+REPLACE\s+)?(FUNCTION|PROCEDURE))\b/i.test(statement);
  // The grammar wants a semicolon behind a statement, which Oracle's client does not, and a slash
  // behind a block.
  const text = block ? `${statement}\n/` : `${statement};`;
  const faults = new Faults();
  const lexer = new PlSqlLexer(new CharStream(upperCase(text)));
  lexer.removeErrorListeners();
  lexer.addErrorListener(faults);
  const parser = new PlSqlParser(new CommonTokenStream(lexer));
  parser.removeErrorListeners();
  parser.addErrorListener(faults);
  parser._interp.predictionMode = mode;
  parser.sql_script();
  return faults.found;
}

// The grammar's keywords are capitals; what stands in quotes stays as it is.
function upperCase(text) {
  return text.replace(/'(?:[^']|'')*'|"[^"]*"|[^'"]+/g, (part) =>
    part.startsWith("'") || part.startsWith('"') ? part : part.toUpperCase(),
  );
}

const folder = new URL(".", import.meta.url);
const wrong = readFileSync(new URL("wrong.txt", folder), "utf8").split("\n").filter(Boolean);
const lines = readFileSync(process.argv[2], "utf8").split("\n").filter(Boolean);
const statements = [...new Set(lines.map((line) => JSON.parse(line)))];
let bad = 0;
let meant = 0;
for (const statement of statements) {
  const matches = (known) =>
    known.endsWith("*") ? statement.startsWith(known.slice(0, -1)) : statement === known;
  if (wrong.some(matches)) {
    meant += 1;
    continue;
  }
  const faults = [...parse(statement), ...lint(statement)];
  if (faults.length > 0) {
    bad += 1;
    console.log(`${statement}\n    ${faults.join("\n    ")}`);
  }
}
console.log(`grammar oracle: ${statements.length} statements, ${meant} meant to be wrong, ${bad} refused`);
process.exit(bad > 0 || statements.length === 0 ? 1 : 0);
