import { open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Writes a file so that after a crash at any moment it is either the old one or the new one, whole and on the disk.
 * @param mode such as 0o600
 */
export async function writeDurably(file: string, content: string, mode: number): Promise<void> {
  const temporary = `${file}.new`;
  const handle = await open(temporary, "w", mode);
  try {
    // An older temporary file keeps its mode when it is opened again.
    await handle.chmod(mode);
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
  // The rename itself lies in the folder.
  const folder = await open(dirname(file), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The file's text, or null where there is none. */
export async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw reason;
  }
}
