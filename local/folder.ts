// Folders that commands write into.
import { access, constants, mkdir, stat } from "node:fs/promises";
import path from "node:path";

/** Makes the folder if it does not exist; throws when nothing can be written into it. */
export async function mustTakeFiles(dir: string): Promise<void> {
  await makeFolder(path.resolve(dir));
  await access(dir, constants.W_OK);
}

/** Makes one folder after the other: where none can be made, such as in /proc, Node's recursive way does not end. */
async function makeFolder(dir: string): Promise<void> {
  if (await isFolder(dir)) return;
  const parent = path.dirname(dir);
  if (parent !== dir) await makeFolder(parent);
  await mkdir(dir).catch(async (error: unknown) => {
    // Another program may have made it meanwhile.
    if (!(await isFolder(dir))) throw error;
  });
}

async function isFolder(dir: string): Promise<boolean> {
  return (await stat(dir).catch(() => null))?.isDirectory() ?? false;
}
