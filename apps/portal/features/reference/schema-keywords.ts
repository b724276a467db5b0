/** The subset of JSON Schema 2020-12 in which schemas are written: where a keyword may stand and what it does. */
export const SCHEMA_KEYWORDS = [
  ["type", "number, integer, boolean, string, or object with format: position. The document itself is an object."],
  [
    "minimum, maximum",
    "The least and the most a number may be. exclusiveMinimum and exclusiveMaximum without the bound.",
  ],
  ["minLength, maxLength", "How many characters a string may have."],
  ["enum", "At most 256 values of which a number or a string must be one."],
  [
    "x-unit",
    "A number’s unit in UCUM, such as Cel, kW.h or m3/h. A reading whose context names another one is a violation.",
  ],
  ["x-kind", "telemetry, which is the default, or attribute: what no reading carries."],
  ["additionalProperties", "false: a point that is not listed is a violation. Otherwise it is taken as it comes."],
  ["title, description, deprecated", "For people. Nothing is checked by them."],
] as const;
