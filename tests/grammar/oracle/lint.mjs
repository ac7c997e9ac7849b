// What Oracle refuses and the grammar does not.

const TYPES = new Set(
  "NUMBER VARCHAR2 CHAR CLOB BLOB RAW DATE TIMESTAMP INTERVAL BINARY_FLOAT BINARY_DOUBLE BOOLEAN JSON".split(" "),
);

// Texts, quoted names and comments are nobody's keywords.
function bare(statement) {
  return statement
    .replace(/'(?:[^']|'')*'/g, "''")
    .replace(/"[^"]*"/g, '"N"')
    .replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, " ")
    .toUpperCase();
}

export function lint(statement) {
  const faults = [];
  const text = bare(statement);
  const isBlock = /^\s*(BEGIN|DECLARE|CREATE\s+(OR\s+REPLACE\s+)?(FUNCTION|PROCEDURE))\b/.test(text);
  const refuse = (condition, message) => condition && faults.push(message);
  refuse(!isBlock && /;\s*$/.test(text), "a semicolon at the end (ORA-00933)");
  refuse(/\[/.test(text), "a bracket");
  refuse(/\?/.test(text), "a placeholder of another database");
  refuse(/\bLIMIT\b/.test(text), "LIMIT");
  refuse(/\b(WHERE|AND|OR|NOT|ON|HAVING)\s+\(?(TRUE|FALSE)\b/.test(text), "a truth value as a condition");
  refuse(/^\s*SELECT\b/.test(text) && !/\bFROM\b/.test(text), "SELECT without FROM");
  refuse(/\bFETCH\b[\s\S]*\bOFFSET\b/.test(text) && !/\bOFFSET\b[\s\S]*\bFETCH\b/.test(text), "OFFSET behind FETCH");
  refuse(/\bFETCH\b[^)]*\bFOR UPDATE\b/.test(text), "FETCH beside FOR UPDATE (ORA-02014)");
  refuse(/\)\s+AS\s+"N"\s*(,|WHERE|JOIN|ON|$)/.test(text) && /\bFROM\s*\(/.test(text), "AS before a table's alias");
  for (const [name] of statement.matchAll(/"[^"]*"/g)) {
    refuse(Buffer.byteLength(name) - 2 > 128, `the name ${name} is longer than 128 bytes (ORA-00972)`);
  }
  for (const [list] of text.matchAll(/\bIN \((?:\s*:\d+\s*,?)+\)/g)) {
    refuse(list.split(",").length > 1000, "a list of more than 1000 values (ORA-01795)");
  }
  if (/^\s*CREATE TABLE\b/.test(text)) {
    for (const [, type] of text.matchAll(/[(,]\s*"N"\s+([A-Z][A-Z0-9_]*)/g)) {
      refuse(!TYPES.has(type), `the type ${type}`);
    }
  }
  return faults;
}
