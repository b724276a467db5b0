import { join } from "node:path";
import { renderPermissions } from "@outstation/contracts/access/render-permissions";
import { repositoryRoot } from "@outstation/local/repository";
import { expect, test } from "vitest";

test("the documentation shows the permission matrix that the front desk asks", async () => {
  await expect(renderPermissions()).toMatchFileSnapshot(join(repositoryRoot, "docs", "permissions.md"));
});
