import { createReadStream, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { wholeMail } from '../../../functions/desk/whole-mail.ts';
import { kept, MOST_PAPERS, print } from '../../../functions/digest/print.ts';
import type { Edition } from '../../../functions/domain/edition.ts';
import { isNews } from '../../../functions/domain/paper.ts';
import { editionId } from '../../../functions/domain/schedule.ts';
import { noNews, REVISED } from '../../../functions/domain/standing.ts';
import { counted } from '../../../functions/domain/wording.ts';
import { parseFeed } from '../../../functions/ingest/parse-feed.ts';
import { command, Failure, ink, written } from '../lib/command.ts';
import { allowJsx } from '../lib/jsx.ts';

const HELP = `Makes the mail and the web page of an edition with these feed files. Needs no cloud.

  npx broadsheet preview FEED... [--weekly] [--out DIR]

  --weekly      as the edition of a week instead of a day
  --out         where to write mail.html, mail.txt and page.html; ./preview by default

Exits 0 when done, 1 when a file is missing or refused or holds no papers, 2 when used wrongly.`;

/** Placeholders for a publisher's settings. */
const SITE = 'https://papers.example.org';
const PUBLICATION = { listName: 'Broadsheet', publisher: 'Your lab', postalAddress: 'Your postal address', language: 'en-GB' };
const OWN = { unsubscribeUrl: `${SITE}/unsubscribe`, preferencesUrl: `${SITE}/preferences`, voteToken: '' };

await command(HELP, async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      weekly: { type: 'boolean', default: false },
      out: { type: 'string', default: 'preview' },
    },
  });
  if (positionals.length === 0) throw new Failure('Name at least one feed file (--help explains).', 2);
  const now = new Date();
  const frequency = values.weekly ? 'weekly' : 'daily';
  const came = (await Promise.all(positionals.map((file) => papersIn(file, now)))).flat();
  const news = print(came.filter(isNews), now, undefined, undefined, frequency);
  const papers = news.slice(0, MOST_PAPERS);
  const [lead] = papers;
  if (!lead && came.length > 0)
    throw new Failure(`${positionals.join(', ')}: ${counted(came.length, 'paper')}, none of them news.`);
  if (!lead) throw new Failure(`${positionals.join(', ')}: no papers, so there is nothing to show.`);

  const day = now.toISOString().slice(0, 10);
  const edition: Edition = {
    ...{ id: editionId(day, frequency), day, frequency, state: 'CLOSED', title: lead.title, papers: papers.length },
    leftOut: news.length - papers.length,
    revised: came.filter((paper) => noNews(paper) === REVISED).length || undefined,
    ...{ start: now.toISOString(), end: now.toISOString(), recent: [], madeAt: now.toISOString() },
  };
  allowJsx();
  const { editionPage } = await import('../../../functions/subscribe/pages/edition.tsx');
  const { layout } = await import('../../../functions/subscribe/pages/layout.tsx');
  const { wordsIn } = await import('../../../functions/subscribe/pages/words.tsx');
  const mail = await wholeMail(edition, papers, { publication: PUBLICATION, site: SITE }, OWN);
  const page = layout(
    { ...PUBLICATION, publicUrl: SITE, domain: 'papers.example.org' },
    editionPage({ edition, papers, words: wordsIn(PUBLICATION.language), closeZone: 'UTC', around: {} }),
  );
  const write = (name: string, content: string) => {
    const file = join(values.out, name);
    written(file, () => {
      // Not recursive: under /proc that would never end.
      if (!existsSync(values.out)) mkdirSync(values.out);
      writeFileSync(file, content);
    });
    return file;
  };
  const files = [write('mail.html', mail.html), write('mail.txt', mail.text), write('page.html', page)];
  console.log([ink.bold(mail.subject), counted(papers.length, 'paper'), ...files].join('\n'));
  return 0;
});

/** The papers of a feed file, as an edition keeps them. */
async function papersIn(file: string, now: Date) {
  const bytes = createReadStream(file);
  const parsed = await parseFeed(bytes, { name: basename(file), uploadedAt: now }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error) throw new Failure(`${file} cannot be read: ${error.message}`);
    throw error;
  });
  if (parsed.outcome === 'refused') throw new Failure(`${file} is refused: ${parsed.reason}`);
  const at = now.toISOString();
  return parsed.papers.map((paper) => kept({ ...paper, firstSeenAt: at, newsAt: at, rev: 1 }));
}
