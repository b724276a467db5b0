import { type ChainableCommander, Redis } from "ioredis";

/** A command that takes longer counts as a Redis that is not there. */
const COMMAND_MS_MAX = 1000;
const RECONNECT_MS_MAX = 5000;

/**
 * A connection that comes back by itself. A command given while it is away fails at once: whoever asked has Postgres.
 * @param onTrouble told when the connection fails.
 */
export function connectRedis(url: string, onTrouble: (error: unknown) => void): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_MS_MAX,
    connectTimeout: COMMAND_MS_MAX,
    retryStrategy: (attempt) => Math.min(attempt * 100, RECONNECT_MS_MAX),
  });
  redis.on("error", onTrouble);
  return redis;
}

/** The answers of a pipeline, in order. @throws the first error among them. */
export async function answersOf(commands: ChainableCommander): Promise<unknown[]> {
  const answers = (await commands.exec()) ?? [];
  const failed = answers.find(([error]) => error !== null);
  if (failed) throw failed[0];
  return answers.map(([, answer]) => answer);
}
