import { describe, expect, test } from 'vitest';
import { sources } from '../../functions/contract/sources.ts';

const one = (text: string) => sources.parse(text)[0]!;
const faults = (text: string) => sources.safeParse(text).error?.issues.map(({ message }) => message) ?? [];

describe('[R118] sources by their names', () => {
  test('each kind has its hosts, its pace and an address of https at one of them', () => {
    const named = sources.parse(
      'arxiv:cs.CL+cs.LG hf:daily  biorxiv:neuroscience medrxiv:public-and-global-health openalex:primary_topic.field.id:17,type:article rss:https://www.journal.example/feed.xml?kind=new',
    );
    expect(named.map(({ name, folder }) => [name, folder])).toEqual([
      ['arxiv:cs.CL+cs.LG', 'arxiv-cs.CL-cs.LG'],
      ['hf:daily', 'hf-daily'],
      ['biorxiv:neuroscience', 'biorxiv-neuroscience'],
      ['medrxiv:public-and-global-health', 'medrxiv-public-and-global-health'],
      ['openalex:primary_topic.field.id:17,type:article', 'openalex-primary_topic.field.id-17-type-article'],
      ['rss:https://www.journal.example/feed.xml?kind=new', 'rss-www.journal.example-feed.xml-kind-new'],
    ]);
    for (const { feed, day, hosts } of named) {
      const addresses = [feed, day?.('2026-03-18', 0), day?.('2026-03-18', 200)].filter((address) => address !== undefined);
      expect(addresses.length).toBeGreaterThan(0);
      for (const address of addresses) {
        const { protocol, hostname } = new URL(address);
        expect([protocol, hosts.includes(hostname)], address).toEqual(['https:', true]);
      }
    }
    expect(one('rss:https://journal.example/').hosts).toEqual(['journal.example', 'www.journal.example']);
  });

  test('arXiv is asked once in three seconds, for days by the day of submission', () => {
    const { paceMs, feed, day } = one('arxiv:cs.CL+stat');
    expect([paceMs, feed]).toEqual([3_000, 'https://rss.arxiv.org/rss/cs.CL+stat']);
    expect(new URL(day!('2026-03-18', 1000)).searchParams.get('search_query')).toBe(
      '(cat:cs.CL OR cat:stat*) AND submittedDate:[202603180000 TO 202603182359]',
    );
  });

  test('none is none', () => expect([sources.parse(''), sources.parse('  ')]).toEqual([[], []]));

  test.each([
    ['cs.CL', /^cs.CL is no known kind of source: arxiv:cs.CL\+cs.LG, hf:daily, /],
    ['gopher:x', /no known kind/],
    ['constructor:x', /no known kind/],
    ['arxiv:cs.CL,cs.LG', /^arxiv:cs.CL,cs.LG is not written like arxiv:cs.CL\+cs.LG$/],
    ['arxiv:../../etc', /not written like/],
    ['hf:weekly', /not written like hf:daily/],
    ['rss:http://journal.example/feed', /not written like rss:https/],
    ['rss:https://127.0.0.1/feed', /not written like/],
    ['rss:https://localhost/feed', /not written like/],
    ['rss:https://[::1]/feed', /not written like/],
    ['rss:https://user:word@journal.example/feed', /not written like/],
    ['rss:https://journal.example:8443/feed', /not written like/],
    [
      'rss:https://bücher.example/neu',
      /^rss:https:\/\/bücher\.example\/neu .+: write rss:https:\/\/xn--bcher-kva\.example\/neu$/,
    ],
    ['rss:https://journal.example/größe', /: write rss:https:\/\/journal\.example\/gr%C3%B6%C3%9Fe$/],
    ['hf:daily hf:daily', /^hf:daily is named twice$/],
    ['arxiv:cs.CL+cs.LG arxiv:cs.CL-cs.LG', /not written like/],
  ])('%s: one sentence', (text, sentence) => {
    expect(faults(text)).toEqual([expect.stringMatching(sentence)]);
  });
});
