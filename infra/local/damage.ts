import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod';

/** The cure that always works, after a gentler one if there is one. */
export const startFresh = (dir: string, gentler?: string) =>
  `${gentler ? `${gentler}, or start` : 'Start'} with npm start -- --fresh, which empties ${dir}.`;

/** Data of the local cloud cannot be used. The message names the file, the damage and the cure. */
export class Damage extends Error {
  constructor(where: string, what: string, cure: string, cause?: unknown) {
    super(`${where} is damaged: ${what}. ${cure}`, { cause });
  }
}

/** Reads and parses a file of the state folder; undefined if it does not exist. Throws a `Damage`. */
export const readKept = <T extends z.ZodType>(file: string, schema: T, cure: string): z.output<T> | undefined =>
  existsSync(file) ? parseKept(readFileSync(file, 'utf8'), schema, file, cure) : undefined;

/** Parses JSON. Throws a `Damage` that names the place and the cure. It quotes nothing, because the data has addresses. */
export function parseKept<T extends z.ZodType>(text: string, schema: T, where: string, cure: string): z.output<T> {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Damage(where, 'it is not what npm start wrote', cure, cause);
  }
}

/** An error with the file or folder and the cure, if data in `dir` caused `error`; otherwise `error` itself. */
export function explained(error: unknown, dir: string): unknown {
  for (let cause = error; cause instanceof Error && !(cause instanceof Damage); cause = cause.cause) {
    const [code, { message }] = [codeOf(cause), cause];
    const path = 'path' in cause ? String(cause.path) : '';
    if (code === 'ENOSPC' || code === 'EDQUOT' || /no space left on device|disk is full/i.test(message))
      return new Error(`There is no room left on the disk of ${dir}. Make room and start again: your data is still there.`, {
        cause: error,
      });
    if (/^LEVEL_(CORRUPTION|IO_ERROR)$/.test(code)) return new Damage(join(dir, 'tables'), message, startFresh(dir), error);
    if (code === 'ERR_SQLITE_ERROR') return new Damage(join(dir, 'messaging'), message, startFresh(dir), error);
    if (path.startsWith(dir) && ['ENOTDIR', 'EEXIST', 'EISDIR'].includes(code))
      return new Damage(path, 'it is a file where a folder should be, or the other way round', startFresh(dir), error);
  }
  return error;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
