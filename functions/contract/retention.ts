/** How long what is no row of a table lasts, days: infra sets it, the privacy page tells it. `letters` are rows that end by themselves. */
export const KEPT_DAYS = { logs: 90, sesEvents: 4, backups: 35, oldVersions: 30, letters: 90 } as const;
