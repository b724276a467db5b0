import {
  deprecateSchema,
  discardDraft,
  getSchema,
  listSchemas,
  publishSchema,
  saveDraft,
} from "@outstation/domain/signals/schemas";
import { z } from "zod";
import { audited, memberMutation, memberQuery, router } from "../procedures";

const Schema = z.object({ deviceType: z.string().max(100), version: z.string().max(20) });

/** What the devices of a type may say, version by version. */
export const schemasRouter = router({
  list: memberQuery("schemas.read").query(({ ctx: { desk, tenantId } }) =>
    listSchemas(desk.db, tenantId, desk.clock.now()),
  ),

  get: memberQuery("schemas.read")
    .input(Schema)
    .query(({ ctx: { desk, tenantId }, input }) => getSchema(desk.db, tenantId, input)),

  saveDraft: memberMutation("schemas.write", audited("schema.drafted"))
    .input(Schema.extend({ document: z.json() }))
    .mutation(({ ctx: { desk, act, tenantId }, input }) => saveDraft(desk.db, tenantId, act, input, desk.clock.now())),

  discardDraft: memberMutation("schemas.write", audited("schema.discarded"))
    .input(Schema)
    .mutation(({ ctx: { desk, act, tenantId }, input }) => discardDraft(desk.db, tenantId, act, input)),

  publish: memberMutation("schemas.write", audited("schema.published"))
    .input(Schema)
    .mutation(({ ctx: { desk, act, tenantId }, input }) =>
      publishSchema(desk.db, tenantId, act, input, desk.clock.now()),
    ),

  deprecate: memberMutation("schemas.write", audited("schema.deprecated"))
    .input(Schema)
    .mutation(({ ctx: { desk, act, tenantId }, input }) =>
      deprecateSchema(desk.db, tenantId, act, input, desk.clock.now()),
    ),
});
