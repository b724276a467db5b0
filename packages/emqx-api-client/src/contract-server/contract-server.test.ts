import { afterEach, beforeEach, expect, test } from "vitest";
import { type ContractServer, installedAcl, startContractServer } from "./contract-server";

// Promise: the stand-in is as awkward as EMQX where the client is too polite to show it, and finds its own mistakes.

let server: ContractServer;
const rules = "/authorization/sources/built_in_database/rules";

beforeEach(async () => {
  server = await startContractServer();
});
afterEach(() => server.stop());

async function send(method: string, path: string, body?: unknown, more: Record<string, string> = {}) {
  const credentials = Buffer.from(`${server.apiKey}:${server.apiSecret}`).toString("base64");
  const response = await fetch(`${server.url}/api/v5${path}`, {
    method,
    headers: { authorization: `Basic ${credentials}`, "content-type": "application/json", ...more },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : (JSON.parse(text) as Record<string, unknown>) };
}

const withDatabase = () => send("POST", "/authorization/sources", { type: "built_in_database" });

test("a new one allows everything: its file source ends so, and no_match is allow", async () => {
  expect((await send("GET", "/authorization/sources")).body).toEqual({
    sources: [{ type: "file", enable: true, rules: installedAcl }],
  });
  expect(installedAcl).toContain("{allow, all}.");
  expect((await send("GET", "/authorization/settings")).body).toMatchObject({
    no_match: "allow",
    deny_action: "ignore",
  });
});

test("rules without their source are 404; the source is prepended, one of each type", async () => {
  expect(await send("GET", `${rules}/all`)).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
  expect((await withDatabase()).status).toBe(204);
  expect(await withDatabase()).toMatchObject({ status: 400, body: { code: "BAD_REQUEST" } });
  expect(server.broker.sources.map(({ type }) => type)).toEqual(["built_in_database", "file"]);
  expect((await send("DELETE", "/authorization/sources/http")).status).toBe(400);
  expect((await send("GET", "/authorization/sources/nonsense")).status).toBe(400);
});

test("deleting the database deletes its rules", async () => {
  await withDatabase();
  await send("PUT", `${rules}/users/u`, { username: "u", rules: [] });
  await send("DELETE", "/authorization/sources/built_in_database");
  await withDatabase();
  expect((await send("GET", `${rules}/users/u`)).status).toBe(404);
});

test("a put for another name, or without rules, crashes; an array is for POST alone", async () => {
  await withDatabase();
  expect((await send("PUT", `${rules}/users/u`, { username: "v", rules: [] })).status).toBe(500);
  expect((await send("PUT", `${rules}/users/u`, { username: "u" })).status).toBe(500);
  expect((await send("POST", `${rules}/users`, { username: "u", rules: [] })).status).toBe(400);
});

test("too many rules are refused, and purging wants the source disabled", async () => {
  await send("POST", "/authorization/sources", { type: "built_in_database", max_rules: 1 });
  const rule = { topic: "t", permission: "allow", action: "all" };
  expect((await send("POST", `${rules}/all`, { rules: [rule, rule] })).status).toBe(400);
  expect((await send("POST", `${rules}/all`, { rules: [rule] })).status).toBe(204);
  expect((await send("GET", `${rules}/all`)).body).toEqual({ rules: [{ ...rule, qos: [0, 1, 2], retain: "all" }] });
  expect((await send("DELETE", rules)).status).toBe(400);
  await send("PUT", "/authorization/sources/built_in_database", { type: "built_in_database", enable: false });
  expect((await send("DELETE", rules)).status).toBe(204);
  expect((await send("GET", `${rules}/all`)).body).toEqual({ rules: [] });
});

test("an existing ban is 400; one filter in a query; an ended ban is forgotten", async () => {
  const ban = { as: "clientid", who: "c", until: 4_000_000_000 };
  expect(await send("POST", "/banned", ban)).toMatchObject({
    status: 200,
    body: { until: "2096-10-02T07:06:40+00:00" },
  });
  expect(await send("POST", "/banned", ban)).toMatchObject({ status: 400, body: { code: "ALREADY_EXISTS" } });
  expect(await send("GET", "/banned?clientid=c&username=u")).toMatchObject({ status: 400 });
  await send("POST", "/banned", { as: "username", who: "u", until: 1 });
  expect((await send("GET", "/banned")).body).toMatchObject({ data: [{ who: "c" }], meta: { hasnext: false } });
});

test("each kind of ban keeps its clients away", async () => {
  const client = { clientid: "acme.pump-1", username: "u", ipAddress: "192.0.2.7" };
  for (const [as, who] of [
    ["clientid", "acme.pump-1"],
    ["clientid_re", "^acme\\."],
    ["username", "u"],
    ["username_re", "^u$"],
    ["peerhost", "192.0.2.7"],
    ["peerhost_net", "192.0.2.0/29"],
  ]) {
    server.connect(client).close();
    expect((await send("POST", "/banned", { as, who })).status).toBe(200);
    expect(() => server.connect(client)).toThrow("banned");
    await send("DELETE", "/banned");
  }
});

test("an empty batch crashes, unknown members are refused, and a key is needed", async () => {
  expect((await send("POST", "/publish/bulk", [])).status).toBe(500);
  expect((await send("POST", "/publish", { topic: "t", payload: "", colour: "red" })).status).toBe(400);
  expect((await send("GET", "/nodes", undefined, { authorization: "Basic bm86" })).status).toBe(401);
  expect(await send("GET", "/nowhere")).toMatchObject({ status: 404, body: { message: "Request Path Not Found" } });
});

test("a listener that wants certificates must verify them, and keeps PEM text as files", async () => {
  const change = { type: "ssl", id: "ssl:default" };
  const strictOnly = { ...change, ssl_options: { fail_if_no_peer_cert: true } };
  expect((await send("PUT", "/listeners/ssl:default", strictOnly)).status).toBe(400);
  const ssl_options = { verify: "verify_peer", fail_if_no_peer_cert: true, cacertfile: "-----BEGIN CERTIFICATE-----" };
  const { ended } = server.connect({ clientid: "c" });
  const changed = await send("PUT", "/listeners/ssl:default", { ...change, ssl_options });
  expect(changed).toMatchObject({ status: 200, body: { ssl_options: { verify: "verify_peer", depth: 10 } } });
  expect(JSON.stringify(changed.body)).not.toContain("BEGIN");
  expect(await ended).toBe("listener-stopped");
  expect(await send("PUT", "/listeners/ssl:default", { ...change, id: "ssl:other" })).toMatchObject({ status: 400 });
});

test("a chain of authenticators: each once, in order, gone when deleted", async () => {
  const database = { mechanism: "password_based", backend: "built_in_database", user_id_type: "username" };
  expect((await send("POST", "/authentication", database)).status).toBe(200);
  expect((await send("POST", "/authentication", database)).status).toBe(409);
  expect((await send("GET", "/authentication/password_based:built_in_database")).status).toBe(200);
  expect((await send("PUT", "/authentication/order", [{ id: "password_based:http" }])).status).toBe(400);
  expect((await send("DELETE", "/authentication/password_based:built_in_database")).status).toBe(204);
  expect((await send("DELETE", "/authentication/password_based:built_in_database")).status).toBe(404);
});

test("counting is left out of a fuzzy search", async () => {
  for (const clientid of ["a1", "a2", "a3"]) server.connect({ clientid });
  expect((await send("GET", "/clients?limit=2")).body?.meta).toMatchObject({ count: 3, hasnext: true });
  expect((await send("GET", "/clients?limit=2&like_clientid=a")).body?.meta).toEqual({
    page: 1,
    limit: 2,
    hasnext: true,
  });
});

test("calls are kept in order, with their bodies", async () => {
  await send("DELETE", "/clients/a%2Fb");
  await send("POST", "/clients/kickout/bulk", ["a"]);
  expect(server.callLines()).toEqual(["DELETE /clients/a%2Fb", "POST /clients/kickout/bulk"]);
  expect(server.calls[1]?.body).toEqual(["a"]);
});

test("an answer that does not fit the document is a 500, and fails the test that met it", async () => {
  const broken = await startContractServer();
  broken.broker.settings = { no_match: "perhaps" as "allow", deny_action: "ignore" };
  const credentials = Buffer.from(`${broken.apiKey}:${broken.apiSecret}`).toString("base64");
  const response = await fetch(`${broken.url}/api/v5/authorization/settings`, {
    headers: { authorization: `Basic ${credentials}` },
  });
  expect(response.status).toBe(500);
  expect(broken.breaches).toHaveLength(1);
  await expect(broken.stop()).rejects.toThrow("GET /authorization/settings 200: /no_match must be equal to one of");
});
