import { expect, test } from "vitest";
import { bytesOf, hexRows, payloadPreview, payloadText } from "./payload";

const utf8 = (text: string) => new TextEncoder().encode(text);

test("base64 gives back every byte", () => {
  expect([...bytesOf("AP+A")]).toEqual([0x00, 0xff, 0x80]);
});

test("a hex row has its offset, its bytes and the printable ones", () => {
  expect(hexRows(utf8("0123456789abcdef\nz"))).toEqual([
    { offset: "000000", hex: "30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66", text: "0123456789abcdef" },
    { offset: "000010", hex: "0a 7a", text: "·z" },
  ]);
  expect(hexRows(new Uint8Array())).toEqual([]);
});

test("JSON is indented, and a reading stays on its line", () => {
  expect(payloadText(utf8('{"b":7,"r":{"t":[[0,21.4],[60000,21.6,"uncertain"]]},"x":{}}'))).toBe(`{
  "b": 7,
  "r": {
    "t": [
      [0, 21.4],
      [60000, 21.6, "uncertain"]
    ]
  },
  "x": {}
}`);
});

test("what is no JSON is shown as it came, and what is no UTF-8 is not hidden", () => {
  expect(payloadText(utf8("{oops"))).toBe("{oops");
  expect(payloadText(new Uint8Array([0xff, 0x41]))).toBe("\uFFFDA");
});

test("a preview is one line", () => {
  expect(payloadPreview(utf8('{\n  "a": 1\n}'))).toBe('{ "a": 1 }');
});
