import { expect, test } from "vitest";
import { isCurrent } from "../../infra/terraform/emqx-config";

// Promise: a broker that Terraform brings up is the one that the reconciler wants.

test("what the broker's module reads is what the code says (pnpm emqx:config)", () => {
  expect(isCurrent()).toBe(true);
});
