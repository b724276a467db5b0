import { brokerRules, clientAttributes } from "@outstation/domain/fleet/access";
import type { Ban } from "@outstation/domain/ports";
import type { EmqxClient } from "@outstation/emqx-api-client";
import { type ContractServer, startContractServer } from "@outstation/emqx-api-client/contract-server";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createEmqxAccess } from "./broker-access";
import type { DesiredBroker } from "./desired";
import { connectEmqx } from "./emqx-address";
import { type ReconcileOptions, reconcile } from "./reconcile";

// Promise: a broker that was looked over is what it should be, whatever it was; and one that would let everybody do everything
// is not used by mistake.

let server: ContractServer;
let emqx: EmqxClient;
let bans: Ban[];
beforeEach(async () => {
  server = await startContractServer();
  emqx = connectEmqx(server);
  bans = [];
});
// Throws where a request or an answer did not fit EMQX's document.
afterEach(() => server.stop());

const certificate = (name: string) => `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----`;
const desired = (): DesiredBroker => ({
  rules: brokerRules(),
  attributes: clientAttributes(),
  trusted: [certificate("cm9vdA=="), certificate("aXNzdWluZw==")],
  bans: async () => bans,
});
const lookOver = (options: ReconcileOptions = {}) =>
  reconcile(emqx, desired(), { replaceDefaultFileSource: true, ...options });
const writes = () => server.callLines().filter((line) => !line.startsWith("GET"));

test("a new EMQX is refused while its own file of rules stands, and nothing of it is changed", async () => {
  await expect(lookOver({ replaceDefaultFileSource: false })).rejects.toMatchObject({
    code: "emqx.default_acl_present",
  });
  expect(writes()).toEqual([]);
});

test("the refusal comes back when the file does", async () => {
  await lookOver();
  await emqx.authorization.sources.create({ type: "file", enable: true, rules: "{allow, all}." });
  await expect(lookOver({ replaceDefaultFileSource: false })).rejects.toMatchObject({
    code: "emqx.default_acl_present",
  });
});

test("a dry run tells all that is wrong with a new EMQX, and changes nothing", async () => {
  const { broker, drift } = await lookOver({ dryRun: true, replaceDefaultFileSource: false });
  expect(broker).toEqual({ edition: "Opensource", version: "5.8.9", nodes: 1 });
  expect(drift.map(({ what, outcome }) => `${what} ${outcome}`)).toEqual([
    "mqtt found",
    "authorization.sources.built_in_database found",
    "authorization.rules.all found",
    "authorization.settings found",
    "authorization.sources.file found",
    "listeners.ssl:default found",
    "listeners.tcp:default found",
    "listeners.ws:default found",
    "listeners.wss:default found",
  ]);
  expect(drift.find(({ what }) => what === "authorization.settings")).toMatchObject({
    is: '{"no_match":"allow","deny_action":"ignore"}',
    should: '{"no_match":"deny","deny_action":"disconnect"}',
  });
  expect(writes()).toEqual([]);
});

test("it is put right in the order in which nobody is let in who may not, and found right the next time", async () => {
  const { drift } = await lookOver();
  expect(drift.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 9 }, () => "corrected"));
  expect(writes()).toEqual([
    "PUT /configs/global_zone",
    "POST /authorization/sources",
    "POST /authorization/sources/built_in_database/rules/all",
    "PUT /authorization/settings",
    "DELETE /authorization/sources/file",
    "PUT /listeners/ssl%3Adefault",
    "POST /listeners/tcp%3Adefault/stop",
    "POST /listeners/ws%3Adefault/stop",
    "POST /listeners/wss%3Adefault/stop",
    "DELETE /authorization/cache",
  ]);
  server.forgetCalls();
  expect((await lookOver({ replaceDefaultFileSource: false })).drift).toEqual([]);
  expect(writes()).toEqual([]);
});

test("what the broker has then is what we want of it", async () => {
  await lookOver();
  const { settings, sources, rules, configs, listeners } = server.broker;
  expect(settings).toMatchObject({ no_match: "deny", deny_action: "disconnect", cache: { enable: true, ttl: "1m" } });
  expect(sources.map(({ type }) => type)).toEqual(["built_in_database"]);
  // With what EMQX fills in.
  expect(rules.everyone).toMatchObject(brokerRules());
  expect(rules.everyone).toHaveLength(brokerRules().length);
  expect(configs.mqtt).toMatchObject({
    ...{ peer_cert_as_clientid: "cn", peer_cert_as_username: "md5", client_attrs_init: clientAttributes() },
    // What we have no opinion of is as it was.
    ...{ max_packet_size: "1MB", session_expiry_interval: "2h" },
  });
  expect(listeners.get("ssl:default")).toMatchObject({
    ...{ enable: true, running: true, enable_authn: false },
    ssl_options: { verify: "verify_peer", fail_if_no_peer_cert: true, enable_crl_check: true },
  });
  for (const id of ["tcp:default", "ws:default", "wss:default"])
    expect(listeners.get(id)).toMatchObject({ enable: false, running: false });
});

type Drifting = readonly [what: string, how: () => Promise<unknown>];

test("each way to drift is found and put right", async () => {
  await lookOver();
  const drifts: readonly Drifting[] = [
    [
      "authorization.rules.all",
      () => emqx.authorization.rules.everyone.replace([{ permission: "allow", action: "all", topic: "#" }]),
    ],
    ["authorization.rules.all", () => emqx.authorization.rules.everyone.replace([...brokerRules()].reverse())],
    ["authorization.rules.all", () => emqx.authorization.rules.everyone.delete()],
    ["authorization.settings", () => emqx.authorization.settings.change({ no_match: "allow" })],
    ["authorization.settings", () => emqx.authorization.settings.change({ deny_action: "ignore" })],
    ["mqtt", () => emqx.configs.changeGlobalZone({ mqtt: { peer_cert_as_clientid: "disabled" } })],
    ["mqtt", () => emqx.configs.changeGlobalZone({ mqtt: { client_attrs_init: [] } })],
    ["listeners.ssl:default", () => emqx.listeners.change({ id: "ssl:default", type: "ssl", mountpoint: "x/" })],
    [
      "listeners.ssl:default",
      () => emqx.listeners.change({ id: "ssl:default", type: "ssl", ssl_options: { fail_if_no_peer_cert: false } }),
    ],
    // Another authority's bundle; EMQX's own sample, whose key everybody has.
    ...[certificate("b3RoZXI="), "data/certs/cacert.pem"].map(
      (cacertfile): Drifting => [
        "listeners.ssl:default",
        () => emqx.listeners.change({ id: "ssl:default", type: "ssl", ssl_options: { cacertfile } }),
      ],
    ),
    ["listeners.tcp:default", () => emqx.listeners.start("tcp:default")],
    [
      "authorization.sources.built_in_database",
      () => emqx.authorization.sources.replace({ type: "built_in_database", enable: false }),
    ],
  ];
  for (const [what, drift] of drifts) {
    await drift();
    expect((await lookOver()).drift).toMatchObject([{ what, outcome: "corrected" }]);
    expect((await lookOver()).drift).toEqual([]);
  }
});

test("a change of rules is made known to connections that remember the old ones", async () => {
  await lookOver();
  await emqx.authorization.rules.everyone.delete();
  const before = server.broker.cacheDrains;
  await lookOver();
  expect(server.broker.cacheDrains).toBeGreaterThan(before);
});

test("a source that a person put there is a person's to judge, and is told", async () => {
  await lookOver();
  const file = {
    type: "file",
    enable: true,
    rules: '{allow, {username, "bridge"}, all, ["#"]}.\n{deny, all}.',
  } as const;
  await emqx.authorization.sources.create(file);
  const { drift } = await lookOver();
  expect(drift).toMatchObject([{ what: "authorization.sources.file", outcome: "by hand" }]);
  expect(await emqx.authorization.sources.find("file")).toMatchObject(file);
});

test("a bundle of authorities that the installation put there by itself is left to it", async () => {
  await lookOver();
  const ssl_options = { cacertfile: "/mounted/device-listener/ca.crt" };
  await emqx.listeners.change({ id: "ssl:default", type: "ssl", ssl_options });
  expect((await lookOver()).drift).toEqual([]);
});

test("a listener that is to stay open stays open", async () => {
  await lookOver({ keepListeners: ["tcp:default"] });
  expect(server.broker.listeners.get("tcp:default")).toMatchObject({ running: true });
  expect((await lookOver({ keepListeners: ["tcp:default"] })).drift).toEqual([]);
});

test.each(["5.7.2", "5.0.26", "4.4.19"])("EMQX %s is refused: it lacks what the rules are made of", async (version) => {
  await server.stop();
  server = await startContractServer({ version });
  emqx = connectEmqx(server);
  await expect(lookOver()).rejects.toMatchObject({ code: "emqx.version_unsupported" });
  expect(writes()).toEqual([]);
});

test.each(["5.8.0", "5.10.1", "6.3.0-beta.2"])("EMQX %s is taken, and named in the report", async (version) => {
  await server.stop();
  server = await startContractServer({ version, edition: "Enterprise" });
  emqx = connectEmqx(server);
  expect((await lookOver()).broker).toEqual({ edition: "Enterprise", version, nodes: 1 });
});

const HOUR_MS = 3_600_000;
const until = () => new Date(Date.now() + HOUR_MS);
const revoked = (fingerprintMd5: string): Ban => ({
  ...{ as: "certificate", fingerprintMd5, until: until(), reason: "the certificate was revoked" },
});

test("who is on the register as revoked, retired or suspended and not kept out is kept out, and cut off", async () => {
  await lookOver();
  const clients = [
    server.connect({ clientid: "acme.gw-1", username: "a".repeat(32) }),
    server.connect({ clientid: "acme.gw-2", username: "b".repeat(32) }),
    server.connect({ clientid: "globex.gw-1", username: "c".repeat(32) }),
    server.connect({ clientid: "acme.gw-9", username: "d".repeat(32) }),
  ];
  bans = [
    revoked("a".repeat(32)),
    { as: "device", clientId: "acme.gw-2", until: until(), reason: "the device was retired" },
    { as: "tenant", slug: "globex", reason: "the tenant is suspended" },
  ];
  const { drift } = await lookOver();
  expect(drift.map(({ what, outcome }) => `${what} ${outcome}`)).toEqual([
    `banned.username.${"a".repeat(32)} corrected`,
    "banned.clientid.acme.gw-2 corrected",
    "banned.clientid_re.^globex\\. corrected",
  ]);
  expect(clients.map((client) => client.isConnected())).toEqual([false, false, false, true]);
  expect((await lookOver()).drift).toEqual([]);
});

test("who is on it no longer may come back; a ban that somebody else set stays", async () => {
  bans = [{ as: "tenant", slug: "globex", reason: "the tenant is suspended" }];
  await lookOver();
  await emqx.banned.create({ as: "clientid", who: "acme.gw-1", by: "an operator" });
  bans = [];
  expect((await lookOver()).drift).toMatchObject([{ what: "banned.clientid_re.^globex\\.", outcome: "corrected" }]);
  expect(server.broker.bans.map(({ who }) => who)).toEqual(["acme.gw-1"]);
});

test("a ban that is set while the register is read is not taken for one too many", async () => {
  await lookOver();
  const ban = revoked("e".repeat(32));
  const racing = {
    ...desired(),
    bans: async () =>
      createEmqxAccess(emqx)
        .ban(ban)
        .then(() => []),
  };
  expect((await reconcile(emqx, racing)).drift).toEqual([]);
  expect(server.broker.bans).toMatchObject([{ who: "e".repeat(32) }]);
});

test("a ban that has run out is not set again", async () => {
  bans = [{ ...revoked("f".repeat(32)), until: new Date(Date.now() - 1) } as Ban];
  await lookOver();
  expect(server.broker.bans).toEqual([]);
});

test("a broker that stumbles is asked again, and what cannot be had is an error that names no secret", async () => {
  server.trouble({ status: 503, headers: { "retry-after": "0" } }, "hang-up");
  expect((await lookOver()).drift).toHaveLength(9);
  server.trouble({ status: 401, body: { code: "BAD_API_KEY_OR_SECRET", message: "no" } });
  const refused = await lookOver().catch((reason: unknown) => reason);
  expect(refused).toMatchObject({ status: 401, code: "BAD_API_KEY_OR_SECRET" });
  expect(`${String(refused)} ${JSON.stringify(refused)}`).not.toContain(server.apiSecret);
});

/** What the broker holds of rules, asked as an operator would. */
async function countRules(): Promise<number> {
  const { everyone, users, clients } = emqx.authorization.rules;
  let count = (await everyone.get()).length;
  for await (const { rules = [] } of users.list()) count += rules.length;
  for await (const { rules = [] } of clients.list()) count += rules.length;
  return count;
}

test("the broker holds as many rules for 10,000 devices as for 10", async () => {
  await lookOver();
  const counts: number[] = [];
  for (const devices of [10, 10_000]) {
    for (let n = server.broker.sessions.size; n < devices; n++)
      server.connect({ clientid: `acme.gw-${n}`, username: n.toString(16).padStart(32, "0") });
    await lookOver();
    expect(server.broker.sessions.size).toBe(devices);
    counts.push(await countRules());
  }
  console.log(`rules in the broker: ${counts[0]} for 10 devices, ${counts[1]} for 10,000`);
  expect(counts).toEqual([brokerRules().length, brokerRules().length]);
});
