import { deepStrictEqual as same } from 'node:assert';
import { createElement } from 'react';
import { render, toPlainText } from 'react-email';
import { printableDigest } from '../../emails/_content/printable.ts';
import { DigestPage } from '../../emails/digest.tsx';
import { digestPress, renderDigest } from '../../emails/index.tsx';
import { jsonPieces } from '../../functions/adapters/splice.ts';
import { siteLinks } from '../../functions/digest/compose.ts';
import type { Blank } from '../../functions/domain/edition.ts';
import { filled } from '../../functions/domain/mail.ts';
import { longDate, shortDate } from '../../functions/domain/schedule.ts';
import { digestMail } from '../../functions/send/digest-mail.ts';
import { edition, fullDay, linksOf, list, readerOf } from './edition.ts';
import { costs, type Report, short, sink } from './measure.ts';

const DATE = longDate(new Date(edition.windowEnd), 'Europe/Berlin', 'en-GB');
const DAY = shortDate(new Date(edition.windowEnd), 'Europe/Berlin', 'en-GB');

/** One digest for all, and a digest for each reader of papers that reader chose, each beside rendering it whole. */
export async function bench(): Promise<Report> {
  const { parts, props } = await fullDay();
  const memory = Buffer.alloc(256 * 1024);
  let turn = 0;
  const readers = Array.from({ length: 1000 }, (_, n) => ({
    row: readerOf(n),
    links: linksOf(n),
    blanks: { date: DATE, day: DAY, unsubscribeUrl: linksOf(n).unsubscribe, preferencesUrl: linksOf(n).preferences },
    values: { date: DATE, day: DAY, ...linksOf(n) } satisfies Record<Blank, string> as Record<string, string>,
  }));
  const next = () => readers[++turn % readers.length]!;

  // What SEND does between the reader's row and the call of SES: subject, headers, and both parts as the bytes that go out.
  const assemble = (names: readonly ('html' | 'text')[]) => {
    const { row, links } = next();
    const mail = digestMail(row, edition, 0, parts, links, list);
    let at = 0;
    for (const piece of names.flatMap((name) => jsonPieces(mail[name]))) {
      memory.set(piece, at);
      at += piece.length;
    }
    return { ...mail, bytes: memory.subarray(0, at) };
  };
  const joined = (pieces: readonly string[], values: Record<string, string>) => {
    let whole = '';
    for (let i = 0; i < pieces.length; i++) whole += i % 2 === 0 ? pieces[i]! : values[pieces[i]!]!;
    return whole;
  };
  const concatenateHtml = () => memory.write(joined(parts.html, next().values), 'latin1');
  const concatenate = () => memory.write(joined(parts.text, next().values), concatenateHtml());
  // Strings put together from strings are only so when they are read.
  const flat = (text: string) => memory.write(text, 'utf16le');

  // Digests that differ: 12 of the 20 cards in an order of their own, two thirds of the titles.
  const printed = digestPress(props);
  const choices = Array.from({ length: 100 }, (_, n) => {
    const cards = Array.from({ length: 12 }, (_, i) => (n + i * 7) % props.cards.length);
    const titles = [...props.titles.keys()].filter((i) => (i + n) % 3 > 0);
    const own = readers[n]!.blanks;
    return {
      props: { ...props, ...own, cards: cards.map((i) => props.cards[i]!), titles: titles.map((i) => props.titles[i]!) },
      chosen: { ...props, ...own, cards, titles },
    };
  });
  const choice = () => choices[++turn % choices.length]!;

  const page = (own: typeof props) => createElement(DigestPage, { edition: printableDigest(own) });

  await identical();
  const cost = await costs({
    peerHtml: async () => sink(await render(page({ ...props, ...next().blanks }))),
    peer: async () => sink(toPlainText(await render(page({ ...props, ...next().blanks })))),
    oursHtml: () => sink(assemble(['html'])),
    ours: () => sink(assemble(['html', 'text'])),
    limitHtml: () => sink(concatenateHtml()),
    limit: concatenate,
    peerChosen: async () => sink(toPlainText(await render(page(choice().props)))),
    oursChosen: () => {
      const { html, text } = printed(choice().chosen);
      sink([flat(html), flat(text)]);
    },
  });
  const row = (name: string, [html, both]: [number, number], [peerHtml, peer]: [number, number]) => [
    name,
    html.toFixed(1),
    `${short(peerHtml / html)} ×`,
    both.toFixed(1),
    `${short(peer / both)} ×`,
  ];
  const peer: [number, number] = [cost.peerHtml, cost.peer];
  const head = ['HTML, µs CPU', 'faster', 'HTML and text, µs CPU', 'faster'];
  return {
    tables: [
      {
        head: ['The same digest for all', ...head],
        rows: [
          row('react-email for each reader', peer, peer),
          row('strings concatenated and encoded: the limit', [cost.limitHtml, cost.limit], peer),
          row('ours, with subject and headers, as bytes', [cost.oursHtml, cost.ours], peer),
        ],
      },
      {
        head: ['A selection for each reader', 'HTML and text, µs CPU', 'faster'],
        rows: [
          ['react-email for each reader', cost.peerChosen.toFixed(1), '1.00 ×'],
          ['ours: frame and papers rendered once', cost.oursChosen.toFixed(1), `${short(cost.peerChosen / cost.oursChosen)} ×`],
        ],
      },
    ],
    goals: [
      { what: 'the same digest, both parts: faster than react-email', ratio: cost.peer / cost.ours, atLeast: 500 },
      { what: 'the same digest, both parts: time of the limit', ratio: cost.ours / cost.limit, atMost: 2 },
      { what: 'the same digest, HTML alone: time of the limit', ratio: cost.oursHtml / cost.limitHtml, atMost: 2 },
      { what: 'selections, both parts: faster than react-email', ratio: cost.peerChosen / cost.oursChosen, atLeast: 80 },
    ],
    notes: [
      'Checked first: both of ours are, byte for byte, the same digests rendered whole. The text part of react-email is its toPlainText.',
      'Bytes are written into memory used again and again, so that no case pays for collecting garbage.',
    ],
  };

  async function identical() {
    const { subject, text, bytes } = assemble(['html']);
    const ours = { subject, html: JSON.parse(`"${bytes}"`), text: filled(text) };
    const own = siteLinks('https://papers.example.org', edition.id, readers[turn]!.links.vote);
    same(ours, await renderDigest({ ...props, ...readers[turn]!.blanks, ...own }));
    for (const { chosen, props: whole } of choices) same(printed(chosen), await renderDigest(whole));
  }
}
