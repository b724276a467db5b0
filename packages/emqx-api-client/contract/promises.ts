import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEmqxClient, type EmqxClient } from "../src/client";

// What this client promises of EMQX, run against the contract server always and against a real EMQX when there is one. Leaves a broker as it
// found it: every name begins with a fresh prefix, and settings are put back.

export type Target = {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Absent where no MQTT client can reach the broker. */
  readonly connect?: (client: {
    readonly clientid: string;
    readonly username?: string;
    readonly subscriptions?: readonly string[];
  }) => Promise<{ readonly ended: Promise<unknown>; readonly close: () => Promise<void> }>;
};

const run = `t-${randomUUID().slice(0, 8)}`;
/** Everything that a path must not be broken by. */
const awkward = [`${run}/a:b`, `${run} c%2Fd`, `${run}?e=f&g#h`, `${run}+ü`, `${run}/../i`];
const allow = (topic: string) => ({ topic, permission: "allow", action: "publish" }) as const;

const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
};

function rulesKept(client: () => EmqxClient): void {
  let isOurs = false;
  beforeAll(async () => {
    isOurs = (await client().authorization.sources.create({ type: "built_in_database" })) === "created";
  });
  afterAll(async () => {
    if (isOurs) await client().authorization.sources.delete("built_in_database");
  });

  test("users: created all or none, put whether there or not, deleted once", async () => {
    const { users } = client().authorization.rules;
    const [first = "", second = ""] = awkward;
    expect(await users.create([{ username: first, rules: [allow("a")] }])).toBe("created");
    const both = [first, second].map((username) => ({ username, rules: [allow("b")] }));
    expect(await users.create(both)).toBe("already-exists");
    expect(await users.find(second)).toBeUndefined();
    expect((await users.find(first))?.map(({ topic }) => topic)).toEqual(["a"]);
    for (const username of awkward) await users.upsert({ username, rules: [allow(username)] });
    for (const username of awkward) expect((await users.find(username))?.[0]).toMatchObject(allow(username));
    const listed = await all(users.list({ containing: run, pageSize: 2 }));
    expect(listed.map(({ username }) => username).sort()).toEqual([...awkward].sort());
    for (const username of awkward) expect(await users.delete(username)).toBe("deleted");
    expect(await users.delete(first)).toBe("already-gone");
    expect(await all(users.list({ containing: run }))).toEqual([]);
  });

  test("clients: the same by client id", async () => {
    const { clients } = client().authorization.rules;
    // biome-ignore lint/suspicious/noTemplateCurlyInString: EMQX's own placeholder, not ours
    const rules = [allow("t/${clientid}/up")];
    expect(await clients.create(awkward.map((clientid) => ({ clientid, rules })))).toBe("created");
    expect(await clients.create(awkward.map((clientid) => ({ clientid, rules })))).toBe("already-exists");
    for (const clientid of awkward) await clients.upsert({ clientid, rules: [...rules, allow("more")] });
    expect((await all(clients.list({ containing: run, pageSize: 3 }))).map(({ rules: kept }) => kept?.length)).toEqual(
      awkward.map(() => 2),
    );
    for (const clientid of awkward) expect(await clients.find(clientid)).toHaveLength(2);
    for (const clientid of awkward) expect(await clients.delete(clientid)).toBe("deleted");
    expect(await clients.find(`${run}-nobody`)).toBeUndefined();
  });

  test("everyone: replaced as a whole, not added to", async () => {
    const { everyone } = client().authorization.rules;
    const before = await everyone.get();
    await everyone.replace([allow("x"), allow("y")]);
    await everyone.replace([allow("z")]);
    expect((await everyone.get()).map(({ topic }) => topic)).toEqual(["z"]);
    await everyone.delete();
    expect(await everyone.get()).toEqual([]);
    await everyone.replace(before);
  });

  test("purge is refused while the source is enabled", async () => {
    await expect(client().authorization.rules.purge()).rejects.toMatchObject({ status: 400, code: "BAD_REQUEST" });
  });

  test("sources: one of each type, and a repeated delete is no error", async () => {
    const { sources } = client().authorization;
    expect(await sources.create({ type: "built_in_database" })).toBe("already-exists");
    expect(await sources.find("built_in_database")).toMatchObject({ type: "built_in_database", enable: true });
    expect(await sources.find("ldap")).toBeUndefined();
    expect(await sources.delete("ldap")).toBe("already-gone");
    const order = (await sources.list()).map(({ type }) => type);
    await sources.order([...order].reverse());
    expect((await sources.list()).map(({ type }) => type)).toEqual([...order].reverse());
    await sources.order(order);
  });
}

function settingsKept(client: () => EmqxClient): void {
  test("authorization settings: what is not given stays", async () => {
    const { settings } = client().authorization;
    const before = await settings.get();
    const other = before.deny_action === "ignore" ? "disconnect" : "ignore";
    expect(await settings.change({ deny_action: other })).toMatchObject({
      no_match: before.no_match,
      deny_action: other,
    });
    expect((await settings.get()).cache).toEqual(before.cache);
    await settings.change(before);
    expect(await settings.get()).toEqual(before);
    await settings.clearCache();
  });

  test("global zone: written only when something changes, the rest of its root stays", async () => {
    const { configs } = client();
    const { mqtt: before = {} } = await configs.getGlobalZone();
    expect(await configs.changeGlobalZone({ mqtt: { max_inflight: before.max_inflight ?? 32 } })).toBe(false);
    const other = before.max_inflight === 31 ? 30 : 31;
    expect(await configs.changeGlobalZone({ mqtt: { max_inflight: other } })).toBe(true);
    expect((await configs.getGlobalZone()).mqtt).toEqual({ ...before, max_inflight: other });
    await configs.changeGlobalZone({ mqtt: before });
    expect(await configs.readHocon("mqtt")).toContain("max_inflight");
  });

  test("listeners: made, merged into, stopped, started, deleted once", async () => {
    const { listeners } = client();
    const id = `tcp:${run}`;
    expect(await listeners.find(id)).toBeUndefined();
    await listeners.create({ type: "tcp", name: run, bind: "127.0.0.1:28831", acceptors: 4 });
    expect(await listeners.change({ type: "tcp", id, max_connections: 10 })).toMatchObject({
      max_connections: 10,
      acceptors: 4,
    });
    await listeners.stop(id);
    expect((await listeners.list()).find((one) => one.id === id)).toMatchObject({ status: { running: false } });
    await listeners.start(id);
    expect((await listeners.list()).find((one) => one.id === id)).toMatchObject({ status: { running: true } });
    await listeners.restart(id);
    expect(await listeners.delete(id)).toBe("deleted");
    expect(await listeners.find(id)).toBeUndefined();
    await expect(listeners.change({ type: "tcp", id, max_connections: 1 })).rejects.toMatchObject({ status: 404 });
  });
}

function bansKept(client: () => EmqxClient, connect: () => Target["connect"]): void {
  const until = Math.floor(Date.now() / 1_000) + 600;

  test("bans: an existing one is told, not changed; replaced; lifted once", async () => {
    const { banned } = client();
    for (const who of awkward) {
      expect(await banned.create({ as: "username", who, until })).toBe("created");
      expect(await banned.create({ as: "username", who, until: until + 60 })).toBe("already-exists");
      expect(await banned.replace({ as: "username", who, until: until + 120 })).toBe("replaced");
      const [ban] = await all(banned.list({ username: who }));
      expect(Date.parse(String(ban?.until)) / 1_000).toBe(until + 120);
    }
    expect((await all(banned.list({ like_username: run }, { pageSize: 2 }))).length).toBe(awkward.length);
    for (const who of awkward) expect(await banned.delete("username", who)).toBe("deleted");
    expect(await banned.delete("username", awkward[0] ?? "")).toBe("already-gone");
    expect(await banned.replace({ as: "username", who: run, until })).toBe("created");
    await banned.delete("username", run);
  });

  test("only a ban by client id ends a live session; a kick ends any", async ({ skip }) => {
    const mqtt = connect();
    if (!mqtt) return skip("no MQTT client can reach the broker");
    const { banned, clients } = client();
    const clientid = `${run}-live`;
    const first = await mqtt({ clientid, username: `${run}-user` });
    await banned.create({ as: "username", who: `${run}-user`, until });
    expect((await clients.find(clientid))?.connected).toBe(true);
    expect(await clients.kick(clientid)).toBe("deleted");
    await first.ended;
    await banned.delete("username", `${run}-user`);
    const second = await mqtt({ clientid });
    await banned.create({ as: "clientid", who: clientid, until });
    await second.ended;
    await expect(mqtt({ clientid })).rejects.toThrow();
    await banned.delete("clientid", clientid);
  });
}

function clientsKept(client: () => EmqxClient, connect: () => Target["connect"]): void {
  test("a client that is not there: not found, already gone, and no fault in a bulk", async () => {
    const { clients } = client();
    const nobody = `${run}/nobody`;
    expect(await clients.find(nobody)).toBeUndefined();
    expect(await clients.kick(nobody)).toBe("already-gone");
    expect(await clients.clearAuthorizationCache(nobody)).toBe("already-gone");
    expect(await clients.subscriptions(nobody)).toBeUndefined();
    await clients.kickMany([nobody]);
    await clients.kickMany([]);
  });

  test("clients: every page, any of several names, only the fields asked for", async ({ skip }) => {
    const mqtt = connect();
    if (!mqtt) return skip("no MQTT client can reach the broker");
    const { clients } = client();
    const names = ["1", "2", "3", "4", "5"].map((name) => `${run}-${name}`);
    const live = await Promise.all(names.map((clientid) => mqtt({ clientid, username: `u-${clientid}` })));
    const filter = { like_clientid: `${run}-`, fields: ["clientid", "username"] } as const;
    const listed = await all(clients.list({ ...filter, fields: [...filter.fields] }, { pageSize: 2 }));
    expect(listed.map(({ clientid }) => clientid).sort()).toEqual(names);
    expect(Object.keys(listed[0] ?? {}).sort()).toEqual(["clientid", "username"]);
    const two = await all(clients.list({ username: [`u-${names[0]}`, `u-${names[3]}`] }));
    expect(two.map(({ clientid }) => clientid).sort()).toEqual([names[0], names[3]]);
    await clients.clearAuthorizationCache(names[0] ?? "");
    await clients.kickMany(names);
    await Promise.all(live.map(({ ended }) => ended));
  });

  test("publish: no subscriber is an outcome, a wildcard is an error, an empty batch is no call", async () => {
    const { publishing } = client();
    const topic = `${run}/nobody`;
    expect(await publishing.publish({ topic, payload: "x" })).toEqual({ outcome: "no-subscriber", reasonCode: 16 });
    await expect(publishing.publish({ topic: `${run}/#`, payload: "x" })).rejects.toMatchObject({
      status: 400,
      code: "144",
    });
    expect(await publishing.publishMany([])).toEqual([]);
    const good = { topic, payload: "eA==", payload_encoding: "base64" } as const;
    await expect(publishing.publishMany([good, { topic: "+", payload: "" }])).rejects.toMatchObject({ status: 400 });
  });

  test("publish: one outcome per message of a batch, in order", async ({ skip }) => {
    const mqtt = connect();
    if (!mqtt) return skip("no MQTT client can reach the broker");
    const { publishing } = client();
    const receiver = await mqtt({ clientid: `${run}-receiver`, subscriptions: [`${run}/down/+`] });
    const batch = ["down/1", "up/1", "down/2"].map((end) => ({ topic: `${run}/${end}`, payload: end, qos: 1 }));
    const outcomes = (await publishing.publishMany(batch)).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(["delivered", "no-subscriber", "delivered"]);
    expect(await publishing.publish({ topic: `${run}/down/3`, payload: "3" })).toMatchObject({ outcome: "delivered" });
    await receiver.close();
  });
}

/** Declares the promises as tests. */
export function promises(getTarget: () => Target): void {
  let client: EmqxClient;
  beforeAll(() => {
    client = createEmqxClient(getTarget());
  });

  test("status needs no key; everything else needs the right one", async () => {
    const stranger = createEmqxClient({ ...getTarget(), apiSecret: "not-the-secret" });
    expect(await stranger.status()).toMatchObject({ isRunning: true });
    await expect(stranger.nodes.list()).rejects.toMatchObject({ status: 401, code: "BAD_API_KEY_OR_SECRET" });
  });

  test("a wrong base URL is never taken for something that is gone", async () => {
    const lost = createEmqxClient({ ...getTarget(), baseUrl: `${getTarget().baseUrl}/elsewhere` });
    await expect(lost.clients.kick(`${run}-x`)).rejects.toMatchObject({ status: 404 });
  });

  describe("rules", () => rulesKept(() => client));
  describe("settings", () => settingsKept(() => client));
  describe("bans", () =>
    bansKept(
      () => client,
      () => getTarget().connect,
    ));
  describe("clients", () =>
    clientsKept(
      () => client,
      () => getTarget().connect,
    ));

  test("nodes, statistics and counters", async () => {
    const nodes = await client.nodes.list();
    expect(nodes[0]).toMatchObject({ node_status: "running", version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
    expect(await client.nodes.find(nodes[0]?.node ?? "")).toMatchObject({ node: nodes[0]?.node });
    expect(await client.nodes.find("nobody@127.0.0.1")).toBeUndefined();
    expect(await client.stats.cluster()).toHaveProperty(["connections.count"]);
    expect(await client.stats.perNode()).toHaveLength(nodes.length);
    expect(await client.stats.current()).toHaveProperty("connections");
    expect(await client.metrics.cluster()).toHaveProperty(["messages.publish"]);
    expect(await client.metrics.perNode()).toHaveLength(nodes.length);
    expect(await client.authentication.list()).toBeInstanceOf(Array);
  });
}
