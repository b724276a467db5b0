import { z } from "zod";
import { MaintenanceWindows } from "./window";

/** A point that may be written by command, and within which limits. Nothing else may. */
export const WriteGrant = z.object({
  source: z.string().min(1).max(64),
  point: z.string().min(1).max(128),
  /** In the point's own unit, both included. */
  min: z.number().optional(),
  max: z.number().optional(),
});
export type WriteGrant = z.infer<typeof WriteGrant>;

/** What a package says of being told and being changed; the gateway holds to it whoever asks. Fields of EdgePackage. */
export const control = {
  /** `forbidden`: the gateway carries out no command. Absent: those it knows, and writes only where they are granted. */
  commands: z.enum(["allowed", "forbidden"]).optional(),
  /** When the gateway may be disturbed. Absent: commands may at any time, and firmware is never applied. */
  maintenance: MaintenanceWindows.optional(),
  writes: z.array(WriteGrant).max(500).optional(),
};
