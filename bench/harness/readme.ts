import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const README = fileURLToPath(new URL("../../README.md", import.meta.url));

/** The Markdown tables in what a bench prints, from now until they are asked for. */
export function collectTables(): () => string[] {
  const tables: string[] = [];
  const print = console.log;
  console.log = (...said: unknown[]) => {
    print(...said);
    const lines = said.join(" ").split("\n");
    const table = lines.filter((line) => line.startsWith("|"));
    if (table.length > 0) tables.push(table.join("\n"));
  };
  return () => {
    console.log = print;
    return tables;
  };
}

/**
 * Puts a bench's tables where the README shows them, between `<!-- bench:name -->` and `<!-- /bench:name -->`.
 * @throws where the README has no such place.
 */
export function writeToReadme(name: string, tables: readonly string[]): void {
  const text = readFileSync(README, "utf8");
  const [open, close] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const [from, to] = [text.indexOf(open), text.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`README.md has no place for it: ${open} … ${close}`);
  writeFileSync(README, `${text.slice(0, from + open.length)}\n\n${tables.join("\n\n")}\n\n${text.slice(to)}`);
}
