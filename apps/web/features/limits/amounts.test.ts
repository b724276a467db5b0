import { expect, test } from "vitest";
import { amount } from "./amounts";

test("an amount is as exact as it matters, and a dash where nothing is known", () => {
  expect(amount("messagesPerSecond", 2000)).toBe("2,000");
  expect(amount("messagesPerSecond", 3.25)).toBe("3.3");
  expect(amount("messagesPerSecond", 312.7)).toBe("313");
  expect(amount("bytesPerSecond", 4_194_304)).toBe("4.2 MB");
  expect(amount("bytesPerSecond", 812.4)).toBe("812 B");
  expect(amount("devices", 10_000)).toBe("10,000");
  expect(amount("devices", null)).toBe("–");
});
