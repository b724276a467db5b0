import type { Names } from "../../world/names";
import { type Asking, type CaseTable, names, noInput } from "../case";

const place = { timeZone: "Europe/Amsterdam", latitude: null, longitude: null };
const form = { name: "Proof", type: "proof-device", site: null, area: null, gatewayKey: null, tags: [] };
const csvOf = (
  key: string,
  { site = "", area = "", gateway = "" }: { site?: string; area?: string; gateway?: string },
) => `key,name,type,site,area,gateway\n${key},Proof,proof-device,${site},${area},${gateway}\n`;
const ownSite = ({ own }: Asking) => own.names.siteId;
const otherPlaces = (of: Names, own: Names) => ({
  "another's gateway": { ...form, gatewayKey: of.gatewayKey },
  "another's site": { ...form, site: of.siteName },
  "another's area at one's own site": { ...form, site: own.siteName, area: of.area },
});

/** Sites, devices and their certificates. */
export const fleetCases = {
  "sites.list": noInput(),
  "sites.create": {
    asks: [
      names("answered", ({ siteName }) => ({ ...place, name: siteName }), {
        what: "another's name",
        plants: true,
        once: true,
      }),
    ],
    happy: { as: "owner", input: ({ fresh }) => ({ ...place, name: `New ${fresh}` }) },
  },
  "sites.change": {
    asks: [
      names("site.not_found", ({ siteId }) => ({ ...place, id: siteId, name: "Taken" })),
      names("answered", ({ siteName }, { own }) => ({ ...place, id: own.names.emptySiteId, name: `${siteName} too` }), {
        plants: true,
        what: "another's name",
      }),
    ],
    happy: {
      as: "owner",
      input: ({ own, fresh }) => ({ ...place, id: own.names.emptySiteId, name: `Renamed ${fresh}` }),
    },
  },
  "sites.delete": {
    asks: [
      names("site.not_found", ({ siteId }) => ({ id: siteId })),
      names("site.not_found", ({ emptySiteId }) => ({ id: emptySiteId }), {
        what: "another's, at which nothing stands",
      }),
    ],
    happy: { as: "owner", input: ({ own }) => ({ id: own.names.emptySiteId }) },
  },
  "sites.areas": { asks: [names("site.not_found", ({ siteId }) => ({ siteId }))] },
  "sites.createArea": {
    asks: [
      names("site.not_found", ({ siteId }) => ({ siteId, path: "Taken", kind: "zone" })),
      names("answered", ({ area }, asking) => ({ siteId: ownSite(asking), path: area, kind: "zone" }), {
        what: "another's name at one's own site",
        plants: true,
        once: true,
      }),
    ],
    happy: {
      as: "owner",
      input: ({ own, fresh }) => ({ siteId: own.names.siteId, path: `Area ${fresh}`, kind: "zone" }),
    },
  },
  "sites.renameArea": {
    asks: [
      names("site.not_found", ({ siteId, area }) => ({ siteId, path: area, name: "Taken" })),
      names("area.not_found", ({ area }, asking) => ({ siteId: ownSite(asking), path: area, name: "Taken" }), {
        what: "another's at one's own site",
      }),
    ],
    happy: {
      as: "owner",
      input: async ({ own, fresh }) => {
        const path = `Old ${fresh}`;
        await own.call.sites.createArea({ siteId: own.names.siteId, path, kind: "zone" });
        return { siteId: own.names.siteId, path, name: `Area renamed ${fresh}` };
      },
    },
  },
  "sites.deleteArea": {
    asks: [
      names("site.not_found", ({ siteId, area }) => ({ siteId, path: area })),
      names("area.not_found", ({ area }, asking) => ({ siteId: ownSite(asking), path: area }), {
        what: "another's at one's own site",
      }),
    ],
    happy: {
      as: "owner",
      input: async ({ own, fresh }) => {
        const path = `Brief ${fresh}`;
        await own.call.sites.createArea({ siteId: own.names.siteId, path, kind: "zone" });
        return { siteId: own.names.siteId, path };
      },
    },
  },
  "devices.list": noInput(),
  "devices.get": {
    asks: [
      names("device.not_found", ({ deviceKey }) => ({ key: deviceKey })),
      names("device.not_found", ({ gatewayKey }) => ({ key: gatewayKey }), { what: "another's gateway" }),
    ],
  },
  "devices.create": {
    asks: [
      names("answered", ({ deviceKey }) => ({ ...form, key: deviceKey, isGateway: false }), {
        what: "another's key",
        plants: true,
        once: true,
      }),
      ...Object.keys(otherPlaces({} as Names, {} as Names)).map((what) =>
        names(
          "device.invalid",
          (of, { own, fresh }) => ({
            ...otherPlaces(of, own.names)[what as keyof ReturnType<typeof otherPlaces>],
            key: `made-${fresh}`,
            isGateway: false,
          }),
          { what },
        ),
      ),
    ],
    happy: { as: "owner", input: ({ fresh }) => ({ ...form, key: `made-${fresh}`, isGateway: true }) },
  },
  "devices.change": {
    asks: [
      names("device.not_found", ({ deviceKey }) => ({ ...form, key: deviceKey })),
      ...Object.keys(otherPlaces({} as Names, {} as Names)).map((what) =>
        names(
          "device.invalid",
          (of, { own }) => ({
            ...otherPlaces(of, own.names)[what as keyof ReturnType<typeof otherPlaces>],
            key: own.names.deviceKey,
          }),
          { what },
        ),
      ),
    ],
    happy: {
      as: "owner",
      input: ({ own, fresh }) => ({ ...form, key: own.names.deviceKey, name: `Changed ${fresh}` }),
    },
  },
  "devices.setDesired": {
    asks: [names("device.not_found", ({ deviceKey }) => ({ key: deviceKey, attributes: { taken: true } }))],
    happy: { as: "owner", input: ({ own, fresh }) => ({ key: own.names.deviceKey, attributes: { note: fresh } }) },
  },
  "devices.retire": {
    asks: [
      names("device.not_found", ({ deviceKey }) => ({ keys: [deviceKey] })),
      names("device.not_found", ({ deviceKey }, { own }) => ({ keys: [own.names.deviceKey, deviceKey] }), {
        what: "another's among one's own",
      }),
    ],
    happy: { as: "owner", input: ({ own }) => ({ keys: [own.names.deviceKey] }), also: ["certificate.revoked"] },
  },
  "devices.checkImport": {
    asks: [
      names("answered", (of, { own }) => ({ csv: csvOf(own.names.deviceKey, { gateway: of.gatewayKey }) }), {
        what: "another's gateway",
      }),
      names("answered", (of, { own }) => ({ csv: csvOf(own.names.deviceKey, { site: of.siteName, area: of.area }) }), {
        what: "another's place",
      }),
      names("answered", ({ deviceKey }) => ({ csv: csvOf(deviceKey, {}) }), { what: "another's key" }),
    ],
  },
  "devices.import": {
    asks: [
      names("answered", (of, { fresh }) => ({ csv: csvOf(`row-${fresh}`, { gateway: of.gatewayKey }) }), {
        what: "another's gateway",
      }),
      names("answered", (of, { fresh }) => ({ csv: csvOf(`row-${fresh}`, { site: of.siteName }) }), {
        what: "another's site",
      }),
    ],
    happy: { as: "owner", input: ({ fresh }) => ({ csv: csvOf(`row-${fresh}`, {}) }) },
  },
  "devices.claim": {
    asks: [names("device.not_found", ({ deviceKey }) => ({ key: deviceKey }))],
    happy: { as: "owner", input: ({ own }) => ({ key: own.names.gatewayKey }) },
  },
  "devices.progress": { asks: [names("device.not_found", ({ deviceKey }) => ({ key: deviceKey }))] },
  "certificates.list": noInput(),
  "certificates.revoke": {
    asks: [names("certificate.not_found", ({ serial }) => ({ serial, reason: "keyCompromise" }))],
    happy: {
      as: "owner",
      input: async ({ own }) => {
        const [active] = (await own.call.certificates.list()).filter(({ standing }) => standing !== "revoked");
        return { serial: active?.serial ?? own.names.serial, reason: "superseded" };
      },
    },
  },
} satisfies Partial<CaseTable>;
