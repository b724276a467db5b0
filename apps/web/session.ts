import { openSession } from "@outstation/hall/session";
import { authenticate } from "./compose";

export const { authOptions, getSession } = openSession(authenticate);
