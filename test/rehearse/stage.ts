import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { type LocalCloud, localCloud } from '../e2e/local-cloud.ts';

const RUNBOOK = readFileSync(new URL('../../docs/operate.md', import.meta.url), 'utf8');

/** The commands that an article of docs/operate.md names. Throws when there is no such article. */
function commandsOf(article: string): string[] {
  const [, text] = new RegExp(`^##+ ${article}\n([\\s\\S]*?)(?=^##|(?![\\s\\S]))`, 'm').exec(RUNBOOK) ?? [];
  assert.ok(text, `docs/operate.md has no article ${article}`);
  return [...text.matchAll(/npx broadsheet [a-z<][^`\n]*/g)].map(([command]) => command.trim());
}

const status = z.object({
  audience: z.int(),
  copies: z.object({ SENT: z.int(), UNKNOWN: z.int(), gap: z.int() }),
});

/** Where articles are rehearsed: a local cloud with readers, a morning to come, and an operator who types what docs/operate.md says. */
export type Stage = Awaited<ReturnType<typeof openStage>>;

/** Starts a cloud with this many readers. `tell` gets every step as it is taken. */
export async function openStage(readers: number, tell: (line: string) => void) {
  const local: LocalCloud = await localCloud();
  const { the, cloud, dir } = local;
  const addresses = Array.from({ length: readers }, (_, n) => `reader${n}@example.org`);
  const list = join(dir, 'readers.csv');
  writeFileSync(list, ['address,consent', ...addresses.map((address) => `${address},2024-05-01`)].join('\n'));
  const imported = await local.type('readers', 'import', list, '--zone', 'UTC');
  assert.equal(imported.code, 0, imported.said);
  let days = 0;

  return {
    cloud,
    dir,
    the,
    tell,
    addresses,
    stop: local.stop,

    /** A command as the article has it, `<id>` and the like filled in. Throws when the article lacks it or it ends otherwise. */
    async type(article: string, command: string, { code = 0, ...values }: Record<string, string | number> = {}): Promise<string> {
      const line = `npx broadsheet ${command}`;
      const named = commandsOf(article).some((known) => known === line);
      assert.ok(named, `“${article}” does not say ${line}`);
      const [name = '', ...words] = command.split(' ').map((word) => String(values[word.replace(/^<(.*)>$/, '$1')] ?? word));
      tell(`$ npx broadsheet ${[name, ...words].join(' ')}`);
      const asks = ['redrive send', 'edition resend-unknown <id>', 'restore <folder>'].includes(command);
      const answer = await local.type(name, ...words, ...(asks ? ['--yes'] : []));
      tell(answer.said.trimEnd().replace(/^/gm, '    '));
      assert.equal(answer.code, code, answer.said);
      return answer.said;
    },

    /** A feed comes in, and the next morning comes with whatever was asked to fail. Answers with the edition that went out. */
    async morning(): Promise<string> {
      days += 1;
      await the.uploadPage(`2026-04-${String(days).padStart(2, '0')}`, [`A paper of day ${days}`]);
      await the.morning();
      return String((await the.dispatches())[0]?.edition);
    },

    /** Time passes, schedules run, and all is quiet again. */
    async pass(minutes: number): Promise<void> {
      await the.moveClock(new Date((await the.now()).getTime() + minutes * 60_000));
    },

    /** Throws unless all copies of an edition but `short` have been sent, and nobody got two. Says so otherwise. */
    async ended(id: string, short = 0): Promise<void> {
      const { said } = await local.type('edition', 'status', id, '--json');
      const { audience, copies: counts } = status.parse(JSON.parse(said));
      const got = (await Promise.all(addresses.map((address) => the.digestsTo(address)))).map(
        (digests) => digests.filter(({ edition }) => edition === id).length,
      );
      assert.deepEqual(counts, { ...counts, SENT: audience - short, UNKNOWN: 0, gap: 0 });
      assert.equal(Math.max(...got), 1, 'somebody got two copies');
      tell(`✔ ${id}: ${counts.SENT} of ${audience} copies sent, nobody has two`);
    },
  };
}
