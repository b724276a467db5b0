// The arrows of the house as errors. Type imports count: what only types know is known all the same.
// Tests beside the code may reach further than the code (a `.pg.test.ts` opens its own database); cycles bind them too.

const tests = "\\.test\\.tsx?$";
const compose = "^apps/(ingest|web|portal)/(|.+/)compose\\.tsx?$";

/** Packages and apps of ours, except the named rooms. `room` may use a group of `from`, such as "$1". */
const oursExcept = (...rooms) => ({ path: "^(packages|apps)/", pathNot: rooms.map((room) => `^${room}(/|$)`) });

/** The room may import itself and the named rooms, nothing else of ours. */
const arrow = (name, room, rooms, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path: `^${room}/`, pathNot: [tests] },
  to: oursExcept(room, ...rooms),
});

const npm = (...names) => `(^|/)node_modules/(${names.join("|")})/`;

/** Only the named place may import these npm packages. */
const only = (name, place, packages, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path: "^(packages|apps)/", pathNot: [place, tests] },
  to: { path: npm(...packages) },
});

const wing = (name, others, comment) => ({
  name: `wing-${name}`,
  comment,
  severity: "error",
  from: { path: `^packages/domain/src/${name}/`, pathNot: [tests] },
  to: { path: `^packages/domain/src/(${others.join("|")})/` },
});

const kit = "packages/kit";
const contracts = "packages/contracts";
const db = "packages/db";
const domain = "packages/domain";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      comment: "A cycle is one room with a wall drawn in it: neither side can be read, tested or moved alone.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "resolvable",
      comment: "An import that leads nowhere is found here, not at the first start.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    arrow("kit-stands-alone", kit, [], "The toolbox has no business noun, so it needs none of our rooms."),
    arrow(
      "contracts",
      contracts,
      [kit],
      "What crosses a wire must be readable by every side, the gateway on site included.",
    ),
    arrow("db", db, [kit], "The strongroom stores what it is given and decides nothing."),
    arrow(
      "domain",
      domain,
      [db, contracts, kit],
      "The business decides without HTTP, a broker or a vendor: they come through its ports.",
    ),
    {
      ...arrow(
        "adapters",
        "packages/adapters",
        ["packages/domain/src/ports\\.ts", contracts, kit, "packages/emqx-api-client"],
        "An adapter fulfils a port of the domain and knows nothing of what the domain does with it.",
      ),
      from: { path: "^packages/adapters/", pathNot: [tests, "^packages/adapters/src/pg-log/"] },
    },
    {
      ...arrow(
        "adapters-pg-log",
        "packages/adapters",
        ["packages/domain/src/ports\\.ts", contracts, kit, db],
        "The event log in Postgres is the one adapter whose outside is our own database.",
      ),
      from: { path: "^packages/adapters/src/pg-log/", pathNot: [tests] },
    },
    arrow(
      "emqx-api-client",
      "packages/emqx-api-client",
      [],
      "Usable by itself, by people who have nothing else of ours.",
    ),
    arrow(
      "api",
      "packages/api",
      [domain, contracts, kit],
      "The front desk calls one function; its ports arrive through its context.",
    ),
    arrow(
      "proof",
      "packages/proof",
      ["packages/api", domain, db, contracts, kit],
      "The watchman tries every door from the outside: it may know all of them, and none of them knows it.",
    ),
    arrow(
      "hall",
      "packages/hall",
      ["packages/api", "packages/ui", kit],
      "What both web apps have before any room: they sit on it, it knows neither.",
    ),
    arrow("ui", "packages/ui", [kit], "Furniture knows no domain: web and portal both sit on it."),
    arrow("sdk", "packages/sdk", [contracts], "Guests get the wire and nothing of what is behind it."),
    arrow(
      "edge",
      "apps/edge",
      [contracts, kit],
      "The gateway lives on a customer's site: it never sees our database or our decisions.",
    ),
    {
      ...arrow(
        "ingest",
        "apps/ingest",
        [domain, contracts, kit],
        "Adapters and database arrive through compose.ts, the only place that knows everything.",
      ),
      from: { path: "^apps/ingest/", pathNot: [tests, compose] },
    },
    {
      name: "web-and-portal",
      comment: "Screens speak to the front desk; only compose.ts knows who stands behind it.",
      severity: "error",
      from: { path: "^apps/(web|portal)/", pathNot: [tests, compose] },
      to: oursExcept("apps/$1", "packages/hall", "packages/api", "packages/ui", contracts, kit),
    },
    {
      name: "compose-stays-at-home",
      comment: "A compose.ts knows every package, but no other app.",
      severity: "error",
      from: { path: "^apps/([^/]+)/" },
      to: { path: "^apps/", pathNot: "^apps/$1/" },
    },
    {
      name: "product-without-scaffolding",
      comment:
        "What runs at a customer's or in the cloud must not need the local runner, a seed, a benchmark or a test.",
      severity: "error",
      from: { path: "^(packages|apps)/", pathNot: [tests] },
      to: { path: "^(infra|prisma|bench|tests)/" },
    },
    only(
      "only-db-opens-connections",
      // The gateway's SQL driver reads a customer's own database on site, and never sees ours.
      "^(packages/db|apps/edge/src/drivers/sql)/",
      ["pg", "pg-[^/]+", "@prisma/[^/]+"],
      "A row is reached through withTenant alone, so only db may hold a connection.",
    ),
    only(
      "only-adapters-speak-to-vendors",
      "^packages/adapters/",
      ["aedes", "ioredis", "kafkajs", "stripe"],
      "A vendor is replaced in one folder, or it is not replaced.",
    ),
    ...[
      ["opcua", ["node-opcua[^/]*"]],
      ["bacnet", ["bacstack", "bacnet[^/]*"]],
      ["modbus", ["modbus-serial", "jsmodbus", "serialport"]],
    ].map(([driver, packages]) =>
      only(
        `only-the-${driver}-driver`,
        `^apps/edge/src/drivers/${driver}/`,
        packages,
        "A protocol library's quirks stay inside its driver, behind the driver contract.",
      ),
    ),
    only(
      "only-the-map-draws-maps",
      "^apps/(web|portal)/(|.+/)features/map/",
      ["maplibre-gl", "mapbox-gl", "react-map-gl"],
      "1 MB of map code loads where a map is shown, and the vendor is chosen in one place.",
    ),
    wing("tenancy", ["fleet", "signals", "insight", "revenue", "delivery"], "Tenancy is the ground of every wing."),
    wing("fleet", ["signals", "insight", "revenue", "delivery"], "Order: tenancy, fleet, signals, insight."),
    wing("signals", ["insight", "revenue", "delivery"], "Order: tenancy, fleet, signals, insight."),
    wing("insight", ["revenue", "delivery"], "Insight must not depend on who pays or who is told."),
    wing(
      "revenue",
      ["fleet", "signals", "insight", "delivery"],
      "Billing learns from events, so it can never slow down or break an alarm.",
    ),
    wing(
      "delivery",
      ["fleet", "signals", "insight", "revenue"],
      "Notices learn from events, so a slow endpoint never holds up a decision.",
    ),
    {
      name: "features-have-one-door",
      comment: "A feature is entered by its index.ts; what is behind it can change without asking.",
      severity: "error",
      from: { path: "^packages/domain/src/([^/]+/[^/]+)/", pathNot: [tests] },
      to: { path: "^packages/domain/src/[^/]+/[^/]+/", pathNot: ["^packages/domain/src/$1/", "/index\\.ts$"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules|/generated/" },
    exclude: { path: "(^|/)(\\.next|dist|coverage)/|next-env\\.d\\.ts$" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".cjs", ".js", ".jsx", ".json", ".d.ts"],
    },
  },
};
