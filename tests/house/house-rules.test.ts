import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { repositoryRoot } from "../../infra/local/src/repository";
import { givesReasons, isPortable, isShort, isWellNamed, type RepositoryFile, readsNoEnvironment } from "./house-rules";

// Promise: what the house asks of every file holds for every file, those not committed yet included.

const isText = (path: string): boolean => !/\.(png|jpe?g|ico|woff2?|parquet|bin|der|pdf)$/.test(path);

const files: RepositoryFile[] = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
  cwd: repositoryRoot,
  encoding: "utf8",
  maxBuffer: 2 ** 26,
})
  .split("\0")
  .filter((path) => path !== "" && isText(path) && existsSync(join(repositoryRoot, path)))
  .filter((path) => statSync(join(repositoryRoot, path)).isFile())
  .map((path) => ({ path, text: readFileSync(join(repositoryRoot, path), "utf8") }));

/** The rules' own examples break the rules. */
const others = files.filter(({ path }) => !path.startsWith("tests/house/house-rules"));
const file = (path: string, text: string): RepositoryFile => ({ path, text });
const env = ["process", "env"].join(".");

describe.each([
  ["a file has 400 lines at most", isShort, file("apps/edge/src/a.ts", "line\n".repeat(401))],
  ["only kit reads the environment", readsNoEnvironment, file("apps/edge/src/a.ts", `const a = 1;\nuse(${env}.A);`)],
  ["a name says what is inside", isWellNamed, file("packages/kit/src/string-utils.ts", "")],
  ["a name is in kebab-case", isWellNamed, file("packages/kit/src/fooBar.ts", "")],
  ["no folder of one machine", isPortable, file("README.md", "see /home/someone/x or nothing")],
  ["no registry of one machine", isPortable, file(".npmrc", "registry=http://127.0.0.1:4873/")],
  [
    "no package address of one machine",
    isPortable,
    file("pnpm-lock.yaml", "    resolution:\n      tarball: http://x/y.tgz"),
  ],
  ["a check is switched off with a reason", givesReasons, file("a.ts", "// @ts-ignore\nlet a: string = 1;")],
])("%s", (_, rule, bad) => {
  test("the rule bites", () => expect(rule(bad)).toHaveLength(1));
  test("every file keeps it", () => expect(others.flatMap(rule)).toEqual([]));
});

test("the glossary has one row per word, with the words we do not use beside it", () => {
  const glossary = readFileSync(join(repositoryRoot, "GLOSSARY.md"), "utf8");
  const rows = glossary.split("\n").filter((line) => /^\|.*\|.*\|.*\|$/.test(line));
  const terms = rows.slice(2).map((row) => row.split("|")[1]?.trim() ?? "");
  expect(terms.length).toBeGreaterThanOrEqual(10);
  expect(new Set(terms).size).toBe(terms.length);
  for (const word of ["tenant", "device", "point", "reading", "measuredAt"]) expect(terms.join(" ")).toContain(word);
});
