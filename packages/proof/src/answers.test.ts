import { fault } from "@outstation/kit/fault";
import { TRPCError } from "@trpc/server";
import { expect, test } from "vitest";
import { answerOf, comparable, textOf, wordsIn } from "./answers";

const refusal = (key: string) => async () => {
  const cause = fault("device.not_found", `There is no device "${key}".`, { secret: "detail" });
  throw new TRPCError({ code: "NOT_FOUND", message: cause.publicMessage, cause });
};

test("two refusals that differ in the asked name only are equal", async () => {
  const [theirs, missing] = [await answerOf(refusal("pump-7")), await answerOf(refusal("no-such"))];
  expect(theirs.code).toBe("device.not_found");
  expect(theirs.text).not.toContain("detail");
  expect(comparable(theirs, ["pump-7"])).toBe(comparable(missing, ["no-such"]));
});

test("a word more or another code is a difference", async () => {
  const asked = comparable(await answerOf(refusal("pump-7")), ["pump-7"]);
  expect(asked).not.toBe(comparable(await answerOf(refusal("no-such here")), ["no-such"]));
  expect(asked).not.toBe(comparable(await answerOf(async () => null), []));
});

test("new ids and secrets are no difference, and a number is", () => {
  const answer = (text: string) => comparable({ ok: true, code: "ok", text }, []);
  const secret = (letter: string) => letter.repeat(43);
  expect(answer(`{"id":"0192f0c1-0000-7000-8000-000000000001","token":"${secret("a")}"}`)).toBe(
    answer(`{"id":"0192f0c1-0000-7000-8000-000000000002","token":"${secret("b")}"}`),
  );
  expect(answer('{"devices":1}')).not.toBe(answer('{"devices":2}'));
});

test("words and texts reach every depth", () => {
  expect(wordsIn({ a: "x", b: [{ c: "y" }], d: 1 })).toEqual(["x", "y"]);
  expect(wordsIn({ csv: "key\na,b" })).toEqual(["key\na,b", "key", "a", "b"]);
  expect(textOf({ n: 5n, bytes: Uint8Array.of(1, 255) })).toBe('{"n":"5","bytes":"01ff"}');
});
