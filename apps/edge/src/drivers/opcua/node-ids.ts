/** OPC 10000-4, 7.39.2 */
export const BAD_NODE_ID_INVALID = 0x80330000;
export const BAD_NODE_ID_UNKNOWN = 0x80340000;

export type ResolvedNode = { readonly nodeId: string } | { readonly status: number };

/** OPC 10000-6, 5.1.12; `svr=` names another server, which no point of this one can be. */
const TEXT = /^(?:ns=(\d{1,5});|nsu=([^;]+);)?([isgb])=(.+)$/s;

/** Where each kind of identifier holds what it may; the library would end the whole subscription over one that does not. */
const IDENTIFIER: Readonly<Record<string, RegExp>> = {
  i: /^\d{1,10}$/,
  s: /^.+$/s,
  g: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  b: /^[A-Za-z0-9+/]+={0,2}$/,
};

/**
 * A package's node id as this server numbers it now. `nsu=<URI>;…` is looked up in the server's namespace array, because
 * the numbers may be others after every restart; `ns=<n>;…` is taken at its word.
 * @returns the status of a point whose node id is malformed or whose namespace the server does not have.
 */
export function resolveNode(text: string, namespaces: readonly string[]): ResolvedNode {
  const [, index, escapedUri, kind = "", identifier = ""] = TEXT.exec(text) ?? [];
  if (!IDENTIFIER[kind]?.test(identifier) || (kind === "i" && Number(identifier) > 0xffffffff))
    return { status: BAD_NODE_ID_INVALID };
  const namespace = escapedUri === undefined ? Number(index ?? 0) : namespaces.indexOf(unescapeUri(escapedUri));
  return namespace < 0 ? { status: BAD_NODE_ID_UNKNOWN } : { nodeId: `ns=${namespace};${kind}=${identifier}` };
}

/** The text that names a node by its namespace's URI, for a point list that outlives a restart. */
export function portableNodeId(nodeId: string, namespaces: readonly string[]): string {
  const [, index, , kind = "", identifier = ""] = TEXT.exec(nodeId) ?? [];
  const uri = namespaces[Number(index ?? 0)];
  // Namespace 0 is OPC UA's own and has its number for ever.
  return uri === undefined || Number(index ?? 0) === 0 ? nodeId : `nsu=${escapeUri(uri)};${kind}=${identifier}`;
}

/** OPC 10000-6, 5.1.12: a `;` or `%` of the URI is written as `%3B` or `%25`. */
const escapeUri = (uri: string): string => uri.replaceAll("%", "%25").replaceAll(";", "%3B");
const unescapeUri = (uri: string): string => uri.replaceAll(/%3B/gi, ";").replaceAll("%25", "%");
