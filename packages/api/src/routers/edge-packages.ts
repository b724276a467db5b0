import {
  discardDraft,
  exportPoints,
  importPoints,
  POINTS_CSV_BYTES_MAX,
  publishDraft,
  republish,
  saveDraft,
  viewPackages,
  viewVersion,
} from "@outstation/domain/fleet/edge-packages";
import { getGatewayBuild } from "@outstation/domain/fleet/presence";
import { z } from "zod";
import { DeviceKey } from "../inputs";
import { audited, memberMutation, memberQuery, router } from "../procedures";

const Version = z.number().int().positive();
const Source = z.object({ key: DeviceKey, source: z.string().min(1).max(64) });
const Publishing = z.object({
  key: DeviceKey,
  /** The version that was the latest when the person looked. */
  follows: Version,
  note: z.string().trim().min(1).max(500).nullable(),
});

/** What gateways run: packages, drafted, published and compared with what each gateway says it runs. */
export const edgePackagesRouter = router({
  get: memberQuery("devices.read")
    .input(z.object({ key: DeviceKey }))
    .query(({ ctx: { desk, member }, input }) => viewPackages(desk.db, member.tenant, input.key)),

  /** Which build the gateway says it runs, and whether its signature holds; null where it never said. */
  build: memberQuery("devices.read")
    .input(z.object({ key: DeviceKey }))
    .query(({ ctx: { desk, tenantId }, input }) => getGatewayBuild(desk.db, tenantId, input.key)),

  version: memberQuery("devices.read")
    .input(z.object({ key: DeviceKey, version: Version }))
    .query(({ ctx: { desk, tenantId }, input }) => viewVersion(desk.db, tenantId, input)),

  /** What is wrong in it is said by `get`, place by place. */
  saveDraft: memberMutation("edge_packages.write", audited("edge_package.drafted"))
    .input(z.object({ key: DeviceKey, body: z.record(z.string().max(64), z.json()) }))
    .mutation(({ ctx: { desk, act, member }, input }) =>
      saveDraft(desk.db, member.tenant, act, input, desk.clock.now()),
    ),

  discardDraft: memberMutation("edge_packages.write", audited("edge_package.discarded"))
    .input(z.object({ key: DeviceKey }))
    .mutation(({ ctx: { desk, act, member }, input }) => discardDraft(desk.db, member.tenant, act, input.key)),

  publish: memberMutation("edge_packages.publish", audited("edge_package.published"))
    .input(Publishing)
    .mutation(({ ctx: { desk, act, member }, input }) =>
      publishDraft(desk.db, member.tenant, act, input, desk.clock.now()),
    ),

  /** A source's points as CSV, of the draft where there is one. */
  exportPoints: memberQuery("devices.read")
    .input(Source)
    .query(({ ctx: { desk, tenantId }, input }) => exportPoints(desk.db, tenantId, input)),

  /** Points from CSV in the place of a source's, in the draft. */
  importPoints: memberMutation("edge_packages.write", audited("edge_package.drafted"))
    .input(Source.extend({ csv: z.string().max(POINTS_CSV_BYTES_MAX) }))
    .mutation(({ ctx: { desk, act, member }, input }) =>
      importPoints(desk.db, member.tenant, act, input, desk.clock.now()),
    ),

  /** An earlier version again, as the next one. */
  republish: memberMutation("edge_packages.publish", audited("edge_package.published"))
    .input(Publishing.extend({ version: Version }))
    .mutation(({ ctx: { desk, act, member }, input }) =>
      republish(desk.db, member.tenant, act, input, desk.clock.now()),
    ),
});
