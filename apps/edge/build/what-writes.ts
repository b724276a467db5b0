/**
 * What a protocol library can say that changes something at the other end, by the library's file in which its encoder lies.
 * The read-only build has none of it.
 */

/** OPC 10000-4: write, call (5.12), update of history, and changes to the address space (5.8). */
export const OPCUA_REQUESTS = [
  "WriteRequest",
  "CallRequest",
  "HistoryUpdateRequest",
  "AddNodesRequest",
  "AddReferencesRequest",
  "DeleteNodesRequest",
  "DeleteReferencesRequest",
] as const;

/** node-opcua keeps every structure of the standard in one file, each from its schema to its registration. */
export const OPCUA_TYPES_FILE = /node-opcua-types[\\/]dist[\\/]_generated_opcua_types\.js$/;

/**
 * Takes the named requests out of node-opcua's file of structures: schema, class, encoder and registration. What is left has
 * no constructor for them, so the library's own `write` and `call` can only throw.
 * @throws Error where one of them is not found as expected: another version of the library has to be looked at first
 */
export function withoutOpcUaRequests(source: string): string {
  let text = source;
  for (const name of OPCUA_REQUESTS) {
    const from = text.indexOf(`const schema${name} = `);
    const registration = text.indexOf(`, "${name}", ${name});`, from);
    const to = text.indexOf("\n", registration);
    if (from < 0 || registration < 0 || to < 0) throw new Error(`node-opcua-types has no ${name} as it is known here`);
    const cut = text.slice(from, to);
    // Two structures taken for one would leave out more than is meant.
    if (cut.split("buildStructuredType)(").length !== 2) throw new Error(`${name} of node-opcua-types is not alone`);
    text = text.slice(0, from) + text.slice(to);
  }
  return text;
}

/**
 * ASHRAE 135: WriteProperty and WritePropertyMultiple (15.9, 15.10), AtomicWriteFile (14.2), object and list services
 * (15.1 to 15.4), device control (16.1, 16.4), time (16.7, 16.8), life safety (13.13), acknowledging an alarm (13.5).
 */
export const BACSTACK_SERVICES =
  /bacstack[\\/]lib[\\/]services[\\/](write-property|write-property-multiple|atomic-write-file|add-list-element|create-object|delete-object|device-communication-control|reinitialize-device|time-sync|life-safety-operation|alarm-acknowledge|private-transfer)\.js$/;

/** The whole of these can write, or answer those that do, and nothing of them is needed to read. */
export const PACKAGES_LEFT_OUT = ["modbus-serial", "jsmodbus", "node-opcua-server", "node-opcua-address-space"];

/** Our own files that write, wherever they lie: the outputs, and what writes a point at a command. */
export const OWN_FILES = /^src\/(.+\/write[^/]*|outputs\/(registry|file|gpio|modbus-coil))\.ts$/;
