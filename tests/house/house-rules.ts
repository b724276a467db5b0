/** A file of the repository as the house rules see it. */
export type RepositoryFile = { readonly path: string; readonly text: string };

/** Each rule gives one sentence per offence. */
type Rule = (file: RepositoryFile) => string[];

const isCode = (path: string): boolean => /\.(tsx?|mjs|cjs|css|sh)$/.test(path);
const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path);

const linesMax = 400;

const isGenerated = (path: string): boolean => path.includes("/generated/");

/** A longer file is two files. Tests excepted, and what a generator writes. */
export const isShort: Rule = ({ path, text }) => {
  const lines = text.split("\n").length - 1;
  return isCode(path) && !isTest(path) && !isGenerated(path) && lines > linesMax
    ? [`${path} has ${lines} lines, ${linesMax} at most`]
    : [];
};

/** Where the environment may be read, and why there. */
const environmentReaders = new Set([
  "packages/kit/src/env.ts", // the one reader
  "prisma.config.ts", // loaded by Prisma's own command, outside our module graph
  "infra/local/bootstrap.mjs", // runs before anything is installed
]);

/** A process declares what it reads at boot; a variable read in passing is an undeclared one. */
export const readsNoEnvironment: Rule = ({ path, text }) => {
  if (!isCode(path) || environmentReaders.has(path)) return [];
  const at = text.split("\n").findIndex((line) => /process\.env\b/.test(line) && !/^\s*(\/\/|\*|\/\*)/.test(line));
  return at < 0 ? [] : [`${path}:${at + 1} reads the environment; declare the variable with readEnv`];
};

/** Rooms without a noun: anything fits, so everything ends there. */
const nounless = [
  "util",
  "utils",
  "lib",
  "libs",
  "common",
  "shared",
  "helper",
  "helpers",
  "manager",
  "managers",
  "misc",
];

/** Names say the one thing inside, in kebab-case. Folders of Next's router keep its brackets. */
export const isWellNamed: Rule = ({ path }) => {
  if (!isCode(path)) return [];
  const words = path.toLowerCase().split(/[/.\-_()[\]]+/);
  const bad = words
    .filter((word) => nounless.includes(word))
    .map((word) => `${path} is named "${word}", which says nothing`);
  const file = path.split("/").at(-1) ?? "";
  const isKebab = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/.test(file);
  return isKebab ? bad : [...bad, `${path} is not in kebab-case`];
};

/** What is true on one machine only: its folders, and where its packages come from. */
const machineOnly: readonly RegExp[] = [
  /(?<![\w.~$}/-])\/(work|root|home\/[a-z][\w-]*|Users\/[A-Za-z][\w-]*)\//,
  /^\s*(@[\w-]+:)?registry\s*=/m,
  /^\s*tarball:|"resolved":\s*"https?:/m,
  /registry\.(npm|yarn)[a-z]*\.(org|com)/,
];

/** A clone must work anywhere. */
export const isPortable: Rule = ({ path, text }) =>
  machineOnly.flatMap((pattern) => {
    const [found] = pattern.exec(text) ?? [];
    return found === undefined ? [] : [`${path} holds "${found.trim()}", which is true on one machine only`];
  });

/** A rule is switched off in the line above, with its reason after the colon. */
export const givesReasons: Rule = ({ path, text }) =>
  text
    .split("\n")
    .flatMap((line, index) =>
      /biome-ignore|@ts-expect-error|@ts-ignore|@ts-nocheck/.test(line) &&
      !/(biome-ignore [\w/]+: \S|@ts-expect-error \S)/.test(line)
        ? [`${path}:${index + 1} switches a check off without a reason`]
        : [],
    );
