/** What a member can be in a tenant. */
export const ROLES = ["owner", "admin", "operator", "developer", "finance", "viewer"] as const;
export type Role = (typeof ROLES)[number];

export const isRole = (value: string): value is Role => (ROLES as readonly string[]).includes(value);

export const ROLE_DESCRIPTIONS: Readonly<Record<Role, string>> = {
  owner: "Everything, ownership itself included. A tenant always has one.",
  admin: "Everything but ownership, sign-in settings and billing.",
  operator: "Runs sites and devices.",
  developer: "Connects devices and works with raw messages and keys.",
  finance: "Sees usage and pays.",
  viewer: "Looks, and changes nothing.",
};

type Rule = {
  /** What it lets a member do, as the settings page and the documentation say it. */
  readonly description: string;
  readonly roles: readonly Role[];
  /** Asks for a fresh proof of the person before (the last one within `STEP_UP_MS`). */
  readonly stepUp?: true;
};

const EVERYONE = ROLES;
const TECHNICAL = ["owner", "admin", "operator", "developer"] as const;

/**
 * The permission matrix. The front desk asks it before every call, the settings page and `docs/permissions.md` render it,
 * and there is no second one.
 */
const TABLE = {
  "tenant.read": { description: "See the tenant's name, its members and their roles", roles: EVERYONE },
  "tenant.write": { description: "Rename the tenant", roles: ["owner", "admin"] },
  "members.write": { description: "Invite and remove members, change their roles", roles: ["owner", "admin"] },
  "sign_in.write": { description: "Set how members sign in (OpenID Connect)", roles: ["owner"], stepUp: true },
  "devices.read": { description: "See sites, areas, devices and their state", roles: EVERYONE },
  "devices.write": { description: "Add, import and change devices", roles: TECHNICAL },
  "devices.retire": { description: "Retire devices for good", roles: ["owner", "admin", "operator"], stepUp: true },
  "edge_packages.write": { description: "Draft what a gateway runs", roles: TECHNICAL },
  "edge_packages.publish": {
    description: "Publish what a gateway runs",
    roles: ["owner", "admin", "operator"],
    stepUp: true,
  },
  "sites.write": { description: "Add and change sites and areas", roles: ["owner", "admin", "operator"] },
  "claims.create": { description: "Make the claim with which a device enrols", roles: TECHNICAL, stepUp: true },
  "certificates.read": {
    description: "See certificates and when they expire",
    roles: ["owner", "admin", "operator", "developer", "viewer"],
  },
  "certificates.revoke": {
    description: "Revoke a device's certificate",
    roles: ["owner", "admin", "operator"],
    stepUp: true,
  },
  "commands.send": {
    description: "Send commands to devices, and take them back",
    roles: ["owner", "admin", "operator"],
    stepUp: true,
  },
  "commands.rule": {
    description: "Say whether what stands at a site may be commanded",
    roles: ["owner", "admin"],
    stepUp: true,
  },
  "firmware.write": {
    description: "Upload firmware and roll it out to devices",
    roles: ["owner", "admin"],
    stepUp: true,
  },
  "telemetry.read": {
    description: "See live readings and their history",
    roles: ["owner", "admin", "operator", "developer", "viewer"],
  },
  "schemas.read": {
    description: "See the schemas of device types",
    roles: ["owner", "admin", "operator", "developer", "viewer"],
  },
  "schemas.write": {
    description: "Draft, publish and deprecate schemas of device types",
    roles: ["owner", "admin", "developer"],
  },
  "telemetry.export": { description: "Export readings to a file, and fetch it", roles: TECHNICAL },
  "retention.write": {
    description: "Say for how long readings stay in the database before they move to the object store",
    roles: ["owner", "admin"],
  },
  "messages.read": { description: "See messages as devices sent them", roles: TECHNICAL },
  "quarantine.write": { description: "Correct, replay and delete messages in quarantine", roles: TECHNICAL },
  "keys.write": { description: "Make and revoke API keys", roles: ["owner", "admin", "developer"], stepUp: true },
  "audit.read": { description: "Search and export the audit", roles: ["owner", "admin"] },
  "support.write": { description: "See and end the platform's access to this tenant", roles: ["owner", "admin"] },
  "usage.read": {
    description: "See how many messages, bytes and devices are counted",
    roles: ["owner", "admin", "operator", "developer", "finance"],
  },
  "billing.read": { description: "See invoices and what they billed", roles: ["owner", "finance"] },
  "billing.write": { description: "Change the plan and how it is paid", roles: ["owner", "finance"], stepUp: true },
} as const satisfies Readonly<Record<string, Rule>>;

export type Permission = keyof typeof TABLE;
export const PERMISSIONS: Readonly<Record<Permission, Rule>> = TABLE;

/** How long a proof of the person counts: sign-in is one, and so is a step-up. */
export const STEP_UP_MS = 10 * 60_000;

export const permits = (role: Role, permission: Permission): boolean => PERMISSIONS[permission].roles.includes(role);

/** What a role may do, in the order of the table. */
export const permissionsOf = (role: Role): Permission[] =>
  (Object.keys(PERMISSIONS) as Permission[]).filter((permission) => permits(role, permission));
