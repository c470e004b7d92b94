import * as z from 'zod';
import type { AuditException } from './exceptions.ts';

const advisory = z.object({ name: z.string(), title: z.string(), url: z.url(), severity: z.string(), range: z.string() });

/** What `npm audit --json` prints: a report, or why there is none. A string in `via` names a package whose fault this one inherits. */
const audit = z.union([
  z.object({
    auditReportVersion: z.literal(2),
    vulnerabilities: z.record(z.string(), z.object({ via: z.array(z.union([z.string(), advisory])) })),
  }),
  z.object({ message: z.string(), statusCode: z.int().optional(), error: z.unknown() }),
]);

/**
 * What is wrong by an answer of `npm audit --json`, one sentence each; none when all is well. A registry that cannot say is
 * wrong too: no answer is not a clean one. `today` as YYYY-MM-DD, UTC.
 */
export function judge(output: string, exceptions: readonly AuditException[], today: string): string[] {
  const { data: answer } = audit.safeParse(json(output));
  if (!answer) return ['npm audit printed nothing this program knows. Run `npm audit` by hand and look.'];
  if ('message' in answer) {
    const why = answer.statusCode ? 'has no audit endpoint' : 'could not be asked';
    return [`Nothing was audited: the registry ${why} (${answer.message}). Ask again where it can answer.`];
  }
  const found = new Map(
    Object.values(answer.vulnerabilities).flatMap(({ via }) =>
      via.filter((cause) => typeof cause !== 'string').map((cause) => [idOf(cause.url), cause] as const),
    ),
  );
  const excepted = new Map(exceptions.map((exception) => [exception.advisory, exception]));
  return [
    ...[...found]
      .filter(([id]) => !excepted.has(id))
      .map(
        ([id, { name, range, severity, title, url }]) =>
          `${name} ${range} has a ${severity} fault: ${title} (${url}). Update it, or except ${id} in test/supply-chain/exceptions.ts.`,
      ),
    ...exceptions
      .filter(({ advisory: id, expires }) => found.has(id) && expires <= today)
      .map(({ advisory: id, expires, reason }) => `The exception for ${id} ended on ${expires}. It was: ${reason}.`),
    ...exceptions
      .filter(({ advisory: id }) => !found.has(id))
      .map(({ advisory: id }) => `The exception for ${id} fits nothing any more: remove it.`),
  ];
}

/** `GHSA-…` of an advisory's address. */
const idOf = (url: string) => url.slice(url.lastIndexOf('/') + 1);

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
