import { expect, test } from "vitest";
import { slugOf } from "./slug-of";

test.each([
  ["Acme Ltd.", "acme-ltd"],
  ["  Müller & Söhne GmbH ", "muller-sohne-gmbh"],
  ["---", ""],
  ["A very long name of a company that goes on and on", "a-very-long-name-of-a-company-th"],
])("%j becomes %j", (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});
