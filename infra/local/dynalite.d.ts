/** Types for dynalite, which has none: only what Broadsheet uses. Without `path` it keeps data in memory. */
declare module 'dynalite' {
  type Options = { path?: string; createTableMs?: number; updateTableMs?: number; deleteTableMs?: number };
  export default function dynalite(options: Options): import('node:http').Server;
}

/** Its store: LevelDB on disk. */
declare module 'dynalite/db/index.js' {
  export function create(options: { path: string }): { db: { open(): Promise<void>; close(): Promise<void> } };
}
