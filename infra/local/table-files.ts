import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { create } from 'dynalite/db/index.js';
import { Damage, startFresh } from './damage.ts';

/** Opens the files of the tables once and closes them, because dynalite ends the process when it cannot. Throws the reason. */
export async function checkTables(folder: string): Promise<void> {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  // LevelDB would begin anew, and delete what no CURRENT leads to.
  if (!files.includes('CURRENT') && files.some((name) => /\.(log|ldb)$/.test(name)))
    throw new Damage(join(folder, 'CURRENT'), 'it is missing', startFresh(dirname(folder)));
  const { db } = create({ path: folder });
  await db.open();
  await db.close();
}
