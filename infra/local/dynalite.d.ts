/** dynalite has no types of its own; this is all of it that Broadsheet uses. Without `path` it lives in memory. */
declare module 'dynalite' {
  type Options = { path?: string; createTableMs?: number; updateTableMs?: number; deleteTableMs?: number };
  export default function dynalite(options: Options): import('node:http').Server;
}
