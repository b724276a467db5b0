import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Attempt, createEmqxClient, EmqxApiError, type EmqxClient } from "./client";
import { type ContractServer, startContractServer } from "./contract-server/contract-server";

// Promise: a call ends, in time, exactly once where it must not be repeated, and says nothing it should not.

let server: ContractServer;
let client: EmqxClient;
let attempts: Attempt[];

const open = (more: Partial<Parameters<typeof createEmqxClient>[0]> = {}) =>
  createEmqxClient({
    baseUrl: server.url,
    apiKey: server.apiKey,
    apiSecret: server.apiSecret,
    retry: { backoffBaseMs: 1, backoffMaxMs: 2 },
    onAttempt: (attempt) => attempts.push(attempt),
    ...more,
  });

const errorOf = async (call: Promise<unknown>): Promise<EmqxApiError> => {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof EmqxApiError) return error;
  throw new Error("no EmqxApiError", { cause: error });
};

beforeEach(async () => {
  server = await startContractServer();
  attempts = [];
  client = open();
});
afterEach(() => server.stop());

describe("trying again", () => {
  test.each([429, 502, 503, 504])("a read that met %i is made again", async (status) => {
    server.trouble({ status }, { status });
    expect(await client.nodes.list()).toHaveLength(1);
    expect(attempts.map(({ outcome }) => outcome)).toEqual([status, status, 200]);
  });

  test("a connection that breaks is made again", async () => {
    server.trouble("hang-up");
    await client.clients.kickMany(["a"]);
    expect(attempts.map(({ outcome }) => outcome)).toEqual(["NETWORK", 204]);
  });

  test("it ends, and tells how often it tried", async () => {
    server.trouble({ status: 503 }, { status: 503 }, { status: 503 }, { status: 503 });
    expect(await errorOf(client.nodes.list())).toMatchObject({ status: 503, attempts: 4, code: "HTTP_503" });
    expect(server.calls).toHaveLength(4);
  });

  test("500 and 400 are final", async () => {
    server.trouble({ status: 500, body: { code: "INTERNAL_ERROR", message: "badarg" } });
    expect(await errorOf(client.nodes.list())).toMatchObject({ status: 500, code: "INTERNAL_ERROR", attempts: 1 });
  });

  test("a wait longer than the bound is told, not waited", async () => {
    server.trouble({ status: 429, headers: { "retry-after": "60" } });
    expect(await errorOf(client.nodes.list())).toMatchObject({ status: 429, retryAfterMs: 60_000, attempts: 1 });
  });

  test("publishing is not repeated unless the caller says so", async () => {
    const message = { topic: "t", payload: "once" };
    server.trouble("lose-reply");
    expect(await errorOf(client.publishing.publish(message))).toMatchObject({ code: "NETWORK", attempts: 1 });
    expect(server.broker.published).toHaveLength(1);
    server.trouble("lose-reply");
    await client.publishing.publish(message, { repeatable: true });
    expect(server.broker.published).toHaveLength(3);
  });

  test("creating rules is not repeated, putting them is", async () => {
    await client.authorization.sources.create({ type: "built_in_database" });
    const { users } = client.authorization.rules;
    server.trouble({ status: 503 });
    expect(await errorOf(users.create([{ username: "u", rules: [] }]))).toMatchObject({ status: 503, attempts: 1 });
    server.trouble("lose-reply", { status: 503 });
    await users.upsert({ username: "u", rules: [] });
    expect(server.broker.rules.users.has("u")).toBe(true);
  });

  test("a delete whose answer was lost finds the thing gone", async () => {
    server.connect({ clientid: "c" });
    server.trouble("lose-reply");
    expect(await client.clients.kick("c")).toBe("already-gone");
  });

  test("a ban whose answer was lost stands once, with its end", async () => {
    server.trouble("lose-reply");
    await client.banned.replace({ as: "clientid", who: "c", until: 4_000_000_000 });
    expect(server.broker.bans).toMatchObject([{ who: "c", until: 4_000_000_000 }]);
    expect(server.callLines()).toEqual(["POST /banned", "POST /banned", "DELETE /banned/clientid/c", "POST /banned"]);
  });

  test("health is asked once: 503 is its answer", async () => {
    server.broker.isRunning = false;
    expect(await client.status()).toMatchObject({ isRunning: false, node: "emqx@127.0.0.1" });
    expect(server.calls).toHaveLength(1);
  });
});

describe("ending in time", () => {
  test("an attempt without an answer times out", async () => {
    server.trouble("silence", "silence");
    const hasty = open({ attemptTimeoutMs: 40, retry: { attemptsMax: 2, backoffBaseMs: 1 } });
    expect(await errorOf(hasty.nodes.list())).toMatchObject({ code: "TIMEOUT", attempts: 2, status: undefined });
  });

  test("the caller may give up while waiting for an answer, and while waiting to try again", async () => {
    const first = new AbortController();
    server.trouble("silence");
    const call = errorOf(client.nodes.list({ signal: first.signal }));
    await expect.poll(() => server.calls.length).toBe(1);
    first.abort(new Error("enough"));
    expect(await call).toMatchObject({ code: "ABORTED", cause: { message: "enough" } });

    const second = new AbortController();
    server.trouble({ status: 503, headers: { "retry-after": "20" } });
    const waiting = errorOf(client.nodes.list({ signal: second.signal }));
    await expect.poll(() => attempts.at(-1)?.outcome).toBe(503);
    second.abort();
    expect(await waiting).toMatchObject({ code: "ABORTED" });
  });

  test("a signal that has fired already makes no request", async () => {
    expect(await errorOf(client.nodes.list({ signal: AbortSignal.abort() }))).toMatchObject({ code: "ABORTED" });
    expect(server.calls).toHaveLength(0);
  });
});

describe("what an error says", () => {
  test.each([
    [{ code: "BAD_REQUEST", message: "why" }, "BAD_REQUEST", "why"],
    [{ code: "BAD_REQUEST", reason: "why" }, "BAD_REQUEST", "why"],
    [{ reason_code: 144, message: "topic_name_invalid" }, "144", "topic_name_invalid"],
    [{ code: "BAD_REQUEST", message: { kind: "validation_error" } }, "BAD_REQUEST", '{"kind":"validation_error"}'],
    [{ unknown: true }, "HTTP_400", '{"unknown":true}'],
    ["<html>bad gateway</html>", "HTTP_400", "<html>bad gateway</html>"],
    [undefined, "HTTP_400", ""],
  ])("%j", async (body, code, detail) => {
    server.trouble({ status: 400, body });
    expect(await errorOf(client.nodes.list())).toMatchObject({ code, detail, endpoint: "GET /nodes" });
  });

  test("neither the credentials nor a secret of the body, even when the broker repeats them", async () => {
    const basic = Buffer.from(`${server.apiKey}:${server.apiSecret}`).toString("base64");
    const said = `${server.apiSecret} ${basic} hunter22 Bearer-abc "multi\\nline"`;
    server.trouble({ status: 400, body: { code: "BAD_REQUEST", message: said } });
    const source = {
      type: "http",
      method: "post",
      url: "http://authz.example/",
      headers: { authorization: "Bearer-abc" },
      body: { password: "hunter22", secret: "multi\nline" },
    } as const;
    const error = await errorOf(client.authorization.sources.create(source));
    expect(error.message).toContain("***");
    for (const secret of [server.apiSecret, basic, "hunter22", "Bearer-abc", "multi"])
      expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toContain(secret);
  });

  test("ids stay out of the endpoint and of what onAttempt is told", async () => {
    await client.clients.kick("somebody");
    expect(attempts).toMatchObject([{ endpoint: "DELETE /clients/{clientid}", attempt: 1, outcome: 404 }]);
    expect(JSON.stringify(attempts)).not.toContain("somebody");
  });

  test("an answer that is no JSON, or a page without its meta, is told as such", async () => {
    server.trouble({ status: 200, headers: { "content-type": "application/json" }, body: "{" });
    expect(await errorOf(client.nodes.list())).toMatchObject({ code: "UNEXPECTED_REPLY" });
    server.trouble({ status: 200, body: { data: [] } });
    expect(await errorOf(client.banned.list().next())).toMatchObject({
      code: "UNEXPECTED_REPLY",
      endpoint: "GET /banned",
    });
  });

  test("a redirect is not followed: it would take the credentials along", async () => {
    server.trouble({ status: 302, headers: { location: `${server.url}/api/v5/nodes` } });
    expect(await errorOf(open({ retry: { attemptsMax: 1 } }).nodes.list())).toMatchObject({ code: "NETWORK" });
    expect(server.calls).toHaveLength(1);
  });
});
