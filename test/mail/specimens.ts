import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { LetterProps } from '../../emails/index.tsx';
import { wholeMail } from '../../functions/desk/whole-mail.ts';
import { compose, siteLinks } from '../../functions/digest/compose.ts';
import { kept, print } from '../../functions/digest/print.ts';
import type { Mail } from '../../functions/domain/mail.ts';
import { isNews, type StoredPaper } from '../../functions/domain/paper.ts';
import { addDays, editionId } from '../../functions/domain/schedule.ts';
import { parseFeed } from '../../functions/ingest/parse-feed.ts';
import { digestMail } from '../../functions/send/digest-mail.ts';
import { mime } from '../../infra/local/ses-request.ts';

const publication = {
  listName: 'Broadsheet',
  publisher: 'Example Lab',
  postalAddress: '1 Example Street, 10115 Berlin, Germany',
  language: 'en-GB',
};
const READER = 'reader0000000000000001';
/** As long as a real one. */
const TOKEN = `k1.${'m'.repeat(43)}.${READER}.1`;
const SITE = 'https://papers.example.org';
const EDITION = '2026-03-19';
const link = (path: string) => `${SITE}/${path}?token=${TOKEN}`;

/** One mail of every kind, by name, and digests of the worst papers. It imports templates: a command calls `allowJsx` first. */
export async function specimens(): Promise<Map<string, Mail>> {
  const seed = await papersOf('000_52b6d6f3b97a3e4b.txt', '2026-03-18');
  const real = await papersOf('hf-daily-api-2026-06-12.json', '2026-06-12');
  const mails = new Map([
    ['seed', await digestOf(seed)],
    ['seed-weekly', await digestOf(inDays(seed, 7), 'weekly')],
    ['real-day', await digestOf(real)],
    ['arxiv-mail', await digestOf(await papersOf('feeds/arxiv-mail-cs-2019-07-16-body.txt', '2019-07-16'))],
    ['arxiv-atom', await digestOf(await papersOf('feeds/arxiv-atom-cs-25.xml', '2026-07-30'))],
    ['arxiv-rss', await digestOf(await papersOf('feeds/arxiv-rss2-cs_ai-2026-04-27.xml', '2026-04-27'))],
    ['real-day-weekly', await digestOf(inDays(real, 6), 'weekly')],
    ['one-paper', await digestOf(seed.slice(0, 1), 'daily', 'One paper today, but what a paper.')],
    ['thousand-papers', await digestOf(Array.from({ length: 17 }, (_, n) => renamed(seed, `${n}:`)).flat())],
  ]);
  mails.set('nothing', await noticeOf('arXiv announces nothing on Saturdays.'));
  for (const [name, worse] of Object.entries(WORST)) mails.set(name, await digestOf(seed.map(worse)));
  const { renderLetter } = await import('../../emails/index.tsx');
  for (const letter of LETTERS) {
    const headers = [{ name: 'Auto-Submitted', value: 'auto-generated' }];
    const mail = {
      to: 'ada@example.net',
      ...(await renderLetter({ ...letter, publication, at: '19 March, 09:05' })),
      headers,
      tags: { kind: 'letter' },
    };
    mails.set('again' in letter ? 'letter-remind' : `letter-${letter.kind}`, mail);
  }
  return mails;
}

/** A mail as SES hands it to its reader's server, but for DKIM. */
export const mimeOf = ({ to, sender = publication.listName, subject, html, text, headers }: Mail): Promise<Buffer> =>
  mime(
    {
      FromEmailAddress: `"${sender}" <digest@example.org>`,
      ReplyToAddresses: [],
      Destination: { ToAddresses: [to] },
      EmailTags: [],
      Content: {
        Simple: {
          Subject: { Data: subject },
          Body: { Html: { Data: html }, Text: { Data: text } },
          Headers: headers.map(({ name, value }) => ({ Name: name, Value: value })),
        },
      },
    },
    '010001234567890a-00000000-0000-0000-0000-000000000000-000000',
    new Date(),
  );

/** A feed's papers as the table keeps them. */
async function papersOf(name: string, listedOn: string): Promise<StoredPaper[]> {
  const at = `${listedOn}T09:00:00.000Z`;
  const file = new URL(`../../test/fixtures/${name}`, import.meta.url);
  const { papers } = await parseFeed(createReadStream(file), { name: basename(name), uploadedAt: new Date(at) });
  return papers.filter(isNews).map((paper) => ({ ...paper, listedOn, firstSeenAt: at, newsAt: at, rev: 1 }));
}

/** The papers spread over as many days before their own. */
const inDays = (papers: readonly StoredPaper[], days: number) =>
  papers.map((paper, i) => {
    const day = new Date(Date.parse(paper.listedOn ?? '') - (i % days) * 86_400_000);
    return { ...paper, listedOn: day.toISOString().slice(0, 10) };
  });

const renamed = (papers: readonly StoredPaper[], prefix: string) =>
  papers.map((paper) => ({
    ...paper,
    id: prefix + paper.id,
    ids: paper.ids.map((id) => prefix + id),
    title: `${prefix} ${paper.title}`,
  }));

/** The digest of the morning after the papers' day. */
async function digestOf(papers: readonly StoredPaper[], frequency: 'daily' | 'weekly' = 'daily', note?: string): Promise<Mail> {
  const listed = papers.map(({ listedOn = '' }) => listedOn).sort();
  const day = addDays(listed.at(-1) ?? '', 1);
  const end = `${day}T07:00:00.000Z`;
  const id = editionId(day, frequency);
  const links = { unsubscribeUrl: link('unsubscribe'), preferencesUrl: link('preferences'), voteToken: TOKEN };
  const printed = print(papers.map(kept), new Date(end), undefined, undefined, frequency);
  const mail = await wholeMail({ id, day, frequency, end, note }, printed, { publication, site: SITE }, links);
  return digestMail(readerOf(frequency, end), id, mail, links, LIST);
}

/** What a reader gets on a day without an edition who wants to be told. */
async function noticeOf(why: string): Promise<Mail> {
  const [{ renderParts }, { assembleNotice }] = await Promise.all([
    import('../../emails/index.tsx'),
    import('../../emails/assemble.ts'),
  ]);
  const [day, frequency] = ['2026-03-21', 'daily'] as const;
  const { frame } = compose({ id: day, day, frequency }, [], (model, id) =>
    renderParts({ ...model, publication, ...siteLinks(SITE, id) }),
  );
  const links = { unsubscribeUrl: link('unsubscribe'), preferencesUrl: link('preferences'), voteToken: TOKEN };
  const mail = assembleNotice(frame, { date: 'Saturday 21 March', personal: false, why })(links);
  return digestMail(readerOf(frequency, `${day}T07:00:00.000Z`), day, mail, links, LIST);
}

const LIST = { name: publication.listName, domain: 'example.org', archiveUrl: `${SITE}/editions` };
const readerOf = (frequency: 'daily' | 'weekly', createdAt: string) => ({
  readerId: READER,
  address: 'ada@example.net',
  status: 'active' as const,
  generation: 1,
  preferences: { frequency, zone: 'Europe/Berlin', hour: 8, weekday: 1 },
  createdAt,
  rev: 1,
});

const NASTY =
  '</a></h2><script>alert(1)</script>"><img src=x onerror=alert(1)></style><!-- \r\nBcc: all@example.org\u202e\u2066 &lt;b&gt; {{x}} ';

/** What the worst papers have been, and worse (catalogue 29-36). */
const WORST: Record<string, (paper: StoredPaper, i: number) => StoredPaper> = {
  hostile: (paper) => ({
    ...paper,
    title: NASTY + paper.title,
    abstract: NASTY + paper.abstract,
    authors: [NASTY, ...paper.authors],
    url: 'javascript:alert(1)',
  }),
  'right-to-left': (paper, i) => ({
    ...paper,
    title: i % 2 ? `רשתות נוירונים עמוקות: ${paper.title}` : 'نماذج لغوية كبيرة للبحث العلمي: دراسة شاملة (LLM 2026)',
    abstract: `אנו מציעים שיטה חדשה ללמידת ייצוגים. ${'היא מהירה פי שלושה מן הקודמות. '.repeat(4)}`,
    authors: ['דוד כהן', 'ليلى حسن'],
  }),
  'far-east': (paper, i) => ({
    ...paper,
    title:
      i % 2
        ? '大規模言語モデルによる表現学習の新しい枠組みとその応用に関する研究'
        : '基于扩散模型的高分辨率图像生成：方法、理论与应用综述',
    abstract: '我们提出了一种新的表示学习方法。该方法在三个基准上取得了最好的结果。'.repeat(6),
    authors: ['山田太郎', '王小明', '김철수'],
  }),
  'titles-only': (paper) => ({ ...paper, abstract: '', summary: undefined }),
  'many-authors': (paper) => ({ ...paper, authors: Array.from({ length: 2832 }, (_, n) => `Author Number ${n}`) }),
  'long-words': (paper) => ({
    ...paper,
    title: 'W'.repeat(300),
    abstract: `We propose ${'x'.repeat(300)} and ${'y'.repeat(300)}.`,
    authors: ['A'.repeat(300)],
  }),
};

const TIMES = { frequency: 'daily', hour: 8, weekday: 1, zone: 'Europe/Berlin' } as const;
const LETTERS: LetterFields[] = [
  {
    kind: 'confirm',
    url: link('confirm'),
    stopUrl: link('stop'),
    hours: 72,
    frequency: 'daily',
    hour: 8,
    weekday: 1,
    zone: 'Europe/Berlin',
  },
  { ...{ kind: 'confirm', again: true, ...TIMES }, url: link('confirm'), stopUrl: link('stop'), hours: 72 },
  {
    ...{ kind: 'welcome', ...TIMES, firstOn: 'Friday, 20 March 2026', follows: false },
    preferencesUrl: link('preferences'),
    unsubscribeUrl: link('unsubscribe'),
    latest: {
      url: siteLinks(SITE, EDITION).webUrl,
      total: 62,
      titles: [
        'Matryoshka Representation Learning',
        'TimesNet: Temporal 2D-Variation Modeling for General Time Series Analysis',
      ].map((title) => ({ title, url: `https://huggingface.co/papers?q=${encodeURIComponent(title)}` })),
    },
  },
  { kind: 'account', url: link('account'), hours: 1 },
  { kind: 'interests', url: link('interests'), hours: 1 },
  { kind: 'change-address', url: link('address'), hours: 24 },
  { kind: 'address-changed' },
];
type Fields<T> = T extends unknown ? Omit<T, 'publication' | 'at'> : never;
type LetterFields = Fields<LetterProps>;
