import type { Finding } from './checks.ts';
import { ink } from './command.ts';
import { columns } from './table.ts';

const MARKS = { ok: ink.good('ok'), warning: ink.bold('warning'), fault: ink.bad('fault') };

/** What checks found, as a table; below it what to type, each command in a line of its own, so that it can be copied. */
export function findings(when: string, found: readonly Omit<Finding, 'article'>[]): string {
  const rows = found.map(({ check, state, says }) => [check, MARKS[state], says]);
  const typed = found.flatMap(({ check, commands = [] }) =>
    commands.length > 0 ? [`\n${ink.bold(check)}\n${commands.join('\n')}`] : [],
  );
  return [columns([when, 'State', 'Finding'], rows), ...typed].join('\n');
}
