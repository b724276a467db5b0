import { expect, test } from "vitest";
import { portableNodeId, resolveNode } from "./node-ids";

// Promise: a package's node id finds its node by the URI of its namespace, whatever number the server gave it; one that
// cannot be a node id is bad by itself and harms no other.

const before = ["http://opcfoundation.org/UA/", "urn:server", "urn:machine", "urn:a;b%c"];
const after = ["http://opcfoundation.org/UA/", "urn:server", "urn:new", "urn:a;b%c", "urn:machine"];

test.each([
  "s=Line 3;Filler.Speed",
  "i=4294967295",
  "g=09087e75-8e5e-499b-954f-f2a9603db28a",
  "b=M/RbKBsRVkePCePcx24oRA==",
])("%s is found by its namespace's URI before and after the numbers changed", (identifier) => {
  const portable = portableNodeId(`ns=2;${identifier}`, before);
  expect(portable).toBe(`nsu=urn:machine;${identifier}`);
  expect(resolveNode(portable, before)).toEqual({ nodeId: `ns=2;${identifier}` });
  expect(resolveNode(portable, after)).toEqual({ nodeId: `ns=4;${identifier}` });
});

test("a URI with the separator in it survives the way there and back", () => {
  const portable = portableNodeId("ns=3;s=x", before);
  expect(portable).toBe("nsu=urn:a%3Bb%25c;s=x");
  expect(resolveNode(portable, after)).toEqual({ nodeId: "ns=3;s=x" });
});

test("a number is taken at its word, and OPC UA's own namespace needs none", () => {
  expect(resolveNode("ns=7;s=x", before)).toEqual({ nodeId: "ns=7;s=x" });
  expect(resolveNode("i=2258", before)).toEqual({ nodeId: "ns=0;i=2258" });
  expect(portableNodeId("ns=0;i=2258", before)).toBe("ns=0;i=2258");
});

test("a namespace that the server does not have is unknown", () => {
  expect(resolveNode("nsu=urn:other;s=x", before)).toEqual({ status: 0x80340000 });
});

test.each(["", "s=", "Speed", "ns=2", "ns=-1;s=x", "x=1", "i=1.5", "i=4294967296", "g=12", "nsu=;s=x", "b=%"])(
  "%j is no node id",
  (text) => {
    expect(resolveNode(text, before)).toEqual({ status: 0x80330000 });
  },
);
