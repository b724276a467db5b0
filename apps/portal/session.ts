import { openSession } from "@outstation/hall/session";
import { authenticate, endSession } from "./compose";

export const { authOptions, getSession } = openSession(authenticate, endSession);
