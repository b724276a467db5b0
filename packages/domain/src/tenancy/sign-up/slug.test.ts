import { isTenantSlug } from "@outstation/contracts/mqtt/identity";
import { expect, test } from "vitest";
import { slugOf } from "./slug";

test.each([
  ["Acme", "acme"],
  ["Łódź Wodociągi S.A.", "lodz-wodociagi-s-a"],
  ["Groß & Söhne GmbH", "gross-sohne-gmbh"],
  ["  --x--  ", "x-company"],
  ["三菱", "company"],
  ["Callback", "callback-company"],
  ["A company with a name that is far too long", "a-company-with-a-name-that-is-fa"],
  ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbb", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"],
])("%s becomes %s", (name, slug) => {
  expect(slugOf(name)).toBe(slug);
  expect(isTenantSlug(slugOf(name))).toBe(true);
});
