import { isDeviceKey } from "@outstation/contracts/mqtt/identity";
import { fault } from "@outstation/kit/fault";

/** What a person says of a device. */
export type DeviceForm = {
  readonly name: string;
  readonly type: string;
  /** By name, as people and files write it; null: nowhere yet. */
  readonly site: string | null;
  /** A path of the site, such as `Building 2/Floor 1`. */
  readonly area: string | null;
  /** The gateway it hangs on, by key. */
  readonly gatewayKey: string | null;
  readonly tags: readonly string[];
};

const TYPE = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const TAG = /^[A-Za-z0-9][A-Za-z0-9:_.-]{0,63}$/;
export const TAGS_MAX = 20;

export type Problem = { readonly field: string; readonly message: string };

/** What is wrong with a device's key and form, field by field; nothing when all is well. Places are checked by the register. */
export function problemsOf(key: string, form: DeviceForm): Problem[] {
  const found: Problem[] = [];
  const say = (field: string, message: string) => found.push({ field, message });
  if (!isDeviceKey(key)) say("key", `"${key}" is not a key: 1 to 48 letters, digits, _ or -`);
  if (form.name.trim().length < 1 || form.name.length > 120) say("name", "a name has 1 to 120 characters");
  if (!TYPE.test(form.type) || form.type.length > 64)
    say("type", `"${form.type}" is not a type: lower-case letters and digits with single hyphens, such as power-meter`);
  if (form.area !== null && form.site === null) say("area", "an area needs its site");
  if (form.gatewayKey === key) say("gateway", "a device is not its own gateway");
  if (form.tags.length > TAGS_MAX) say("tags", `a device has at most ${TAGS_MAX} tags`);
  const odd = form.tags.find((tag) => !TAG.test(tag));
  if (odd !== undefined) say("tags", `"${odd}" is not a tag: letters, digits and : _ . -, at most 64`);
  return found;
}

/** @throws Fault `device.invalid` naming every field that is wrong */
export function requireValid(key: string, form: DeviceForm): void {
  const problems = problemsOf(key, form);
  if (problems.length > 0)
    throw fault("device.invalid", `${problems.map(({ field, message }) => `${field}: ${message}`).join("; ")}.`, {
      problems,
    });
}
