/** Why a message is set aside: the codes the pipeline writes, what each means, and what to do about it. */
export const VERDICT_REASONS = [
  {
    code: "payload.too_large",
    means: "The payload is longer than 256 KiB.",
    act: "Send more messages with fewer readings each.",
  },
  {
    code: "payload.not_json",
    means: "The payload is not JSON in UTF-8.",
    act: "Look at the bytes in the live tail; a cut-off message ends too early.",
  },
  {
    code: "payload.malformed",
    means: "The JSON does not follow either spelling. The field that is wrong is named.",
    act: "Correct the named field. A reading without a time of its own is refused.",
  },
  {
    code: "reading.in_future",
    means: "A reading was measured more than 24 hours after it was received.",
    act: "Set the clock of the source.",
  },
  {
    code: "reading.too_old",
    means: "A reading was measured more than 731 days before it was received.",
    act: "Set the clock of the source, or ask for an import of history.",
  },
  {
    code: "device.unknown",
    means: "The sender, or the device named inside, is not on this tenant’s register.",
    act: "Register the device, or correct its key.",
  },
  {
    code: "device.not_attached",
    means: "The device named inside belongs to another gateway.",
    act: "Attach the device to the gateway that sends for it.",
  },
  {
    code: "schema.violation",
    means: "A reading is not as the schema version that the message declares says. The field and the limit are named.",
    act: "Correct what the device sends, or publish a version that allows it and declare that.",
  },
  {
    code: "schema.unknown_version",
    means: "The message declares a version whose major nobody has published. The published ones are named.",
    act: "Publish the version, then replay what is in quarantine.",
  },
  {
    code: "tenant.too_many_points",
    means: "With this message the devices together would have more points than the tenant’s limit.",
    act: "Look for a name that changes with every message; or ask for a higher limit.",
  },
  {
    code: "device.too_many_points",
    means: "With this message the device would have more points than the tenant’s limit for one device.",
    act: "Look for a name that changes with every message, such as one with a counter in it.",
  },
] as const;
