import type { DeviceLatest, LatestValues } from "@outstation/domain/ports";
import { backoffMs } from "@outstation/kit/backoff";
import { sleep } from "@outstation/kit/clock";
import { newId } from "@outstation/kit/ids";
import type { Redis } from "ioredis";
import { WRITERS_KEY } from "./keys";
import { Pending } from "./pending";
import { KEEP_NEWEST, VOUCH } from "./scripts";
import { DEVICES_MAX, type Rebuilt, rebuild, writeLatest } from "./write";

/** For how long a writer vouches; readers go to Postgres that much after it fell silent. */
export const VOUCH_MS = 15_000;
/** How long after a doubtful commit Redis is filled again. */
const DOUBT_MS = 1000;
/** More than this is not kept in memory: Redis is filled from Postgres again instead. */
const PENDING_DEVICES_MAX = 100_000;

export type KeeperOptions = {
  readonly redis: Redis;
  /** Where everything is. */
  readonly truth: LatestValues;
  readonly listTenantIds: () => Promise<readonly string[]>;
  readonly onRebuilt: (rebuilt: Rebuilt) => void;
  readonly onTrouble: (error: unknown) => void;
  readonly vouchMs?: number;
};

/**
 * Keeps Redis as Postgres is: what is committed is written on, and after every trouble everything is written again. It vouches for
 * that while it is so; nothing waits for it.
 */
export class Keeper {
  private readonly id = newId();
  private readonly pending = new Pending();
  private readonly stopping = new AbortController();
  private wake: () => void = () => undefined;
  private running: Promise<void> | null = null;
  /** `broken`: something committed may be missing in Redis, and nothing is remembered until it is filled again. */
  private state: "broken" | "filling" | "whole" = "broken";

  constructor(private readonly options: KeeperOptions) {}

  /** Values that are committed. The first ones start it: a process that stores nothing keeps nothing. */
  add(tenantId: string, updates: readonly DeviceLatest[]): void {
    this.running ??= this.run();
    if (this.state === "broken") return;
    this.pending.add(tenantId, updates);
    if (this.pending.size > PENDING_DEVICES_MAX) this.doubt();
    this.wake();
  }

  /** What was committed is not certain, or too much to remember: everything is written again. */
  doubt(): void {
    this.running ??= this.run();
    this.state = "broken";
    this.pending.clear();
    this.wake();
  }

  /** Writes on what is pending and stops vouching. */
  async close(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.running;
    const { redis } = this.options;
    if (redis.status === "ready") await redis.hdel(WRITERS_KEY, this.id).catch(() => undefined);
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (!this.stopping.signal.aborted)
      try {
        await this.keep();
        failures = 0;
        // A doubtful commit may still be on its way in Postgres.
        if (this.state === "broken") await sleep(DOUBT_MS, this.stopping.signal);
      } catch (reason) {
        this.state = "broken";
        this.pending.clear();
        this.options.onTrouble(reason);
        await this.retract();
        await sleep(backoffMs(failures++, { baseMs: 200, maxMs: 5000 }), this.stopping.signal);
      }
  }

  /** Fills Redis and keeps it filled until there is a doubt. */
  private async keep(): Promise<void> {
    const { redis } = this.options;
    const [keepNewest, vouch] = (await Promise.all([
      redis.script("LOAD", KEEP_NEWEST),
      redis.script("LOAD", VOUCH),
    ])) as [string, string];
    await this.fill(keepNewest);
    if (this.state !== "whole") return;
    await this.vouch(vouch, keepNewest, true);
    let vouchedAt = performance.now();
    const every = (this.options.vouchMs ?? VOUCH_MS) / 3;
    while (this.state === "whole") {
      while (this.pending.size > 0) await writeLatest(redis, keepNewest, this.pending.take(DEVICES_MAX));
      if (this.stopping.signal.aborted) return;
      if (performance.now() - vouchedAt >= every) {
        await this.vouch(vouch, keepNewest, false);
        vouchedAt = performance.now();
      }
      await this.work(every);
    }
    await this.retract();
  }

  /** Readers go to Postgres at once, and not only when the last word has run out. */
  private async retract(): Promise<void> {
    const { redis } = this.options;
    if (redis.status === "ready") await redis.hset(WRITERS_KEY, this.id, 0).catch(() => undefined);
  }

  private async fill(keepNewest: string): Promise<void> {
    const { redis, truth, listTenantIds, onRebuilt } = this.options;
    this.state = "filling";
    onRebuilt(await rebuild(redis, keepNewest, { truth, tenantIds: await listTenantIds() }));
    if (this.state === "filling") this.state = "whole";
  }

  /** @throws where Redis has forgotten this writer, and so perhaps everything. */
  private async vouch(script: string, keepNewest: string, isFirst: boolean): Promise<void> {
    const { redis, vouchMs = VOUCH_MS } = this.options;
    const answer = await redis.evalsha(script, 1, WRITERS_KEY, this.id, vouchMs, isFirst ? "1" : "0");
    const [isSaid, ...silent] = answer as [number, ...string[]];
    if (isSaid !== 1) throw new Error("Redis has lost its memory");
    if (silent.length === 0) return;
    // What a writer that is gone had committed last may be missing: whoever notices writes it for them.
    const { truth, listTenantIds, onRebuilt } = this.options;
    onRebuilt(await rebuild(redis, keepNewest, { truth, tenantIds: await listTenantIds() }));
    await redis.hdel(WRITERS_KEY, ...silent);
  }

  /** Resolves when there is something to do, and after `ms` at the latest. */
  private async work(ms: number): Promise<void> {
    if (this.pending.size > 0 || this.state !== "whole") return;
    const woken = new AbortController();
    this.wake = () => woken.abort();
    await sleep(ms, woken.signal);
    this.wake = () => undefined;
  }
}
