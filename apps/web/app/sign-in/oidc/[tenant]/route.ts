import { goElsewhere } from "@outstation/hall/elsewhere";
import { desk } from "../../../../compose";

/** Off to the tenant's own provider. */
export async function GET(_request: Request, { params }: { params: Promise<{ tenant: string }> }) {
  return goElsewhere(await desk(), (await params).tenant);
}
