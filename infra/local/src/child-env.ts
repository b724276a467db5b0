import { inheritedEnv } from "@outstation/kit/env";

/** The environment of a child process. Next declares NODE_ENV as always set, so a plain record is not one to the compiler. */
export const childEnv = (additions: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv =>
  inheritedEnv(additions) as NodeJS.ProcessEnv;
