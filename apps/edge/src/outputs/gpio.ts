import { access, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { GpioOutput } from "@outstation/contracts/edge/alarms";
import type { OutputPort } from "./output";

const SYSFS = "/sys/class/gpio";

/**
 * A line of the kernel's GPIO interface in sysfs (Documentation/userspace-api/gpio/sysfs.rst). The newer character device
 * takes ioctls, which Node cannot make without native code; kernels built without `GPIO_SYSFS` have no such folder, and
 * then every write says so.
 * @param root where the interface lies
 */
export function openGpioOutput({ line, activeLow }: GpioOutput, _options: unknown, root = SYSFS): OutputPort {
  const folder = join(root, `gpio${line}`);
  let isOutput = false;
  return {
    async write(on) {
      const high = on !== activeLow;
      if (isOutput) return writeFile(join(folder, "value"), high ? "1" : "0");
      // Someone may have exported it before us; EBUSY would be the kernel's answer to a second time.
      if (!(await isThere(folder))) await writeFile(join(root, "export"), String(line));
      // `high` and `low` set direction and level at once: `out` alone would pull the line low for a moment.
      await writeFile(join(folder, "direction"), high ? "high" : "low");
      isOutput = true;
    },
    // The line keeps its level; giving it back would let it float.
    close: async () => {},
  };
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
