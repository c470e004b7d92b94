import { describe, expect, test } from 'vitest';
import { paperRef } from '../../functions/domain/vote.ts';
import { edition, form, NOW, onlyReader, paper, sign, withReader } from './site.ts';

const TOKEN = sign({ purpose: 'vote', generation: 1 });
const BALLOT = { token: TOKEN, edition: edition.id, paper: paperRef(paper.id) };
const linkTo = (ballot: Record<string, string>) => `/vote?${new URLSearchParams(ballot)}`;

/** What a page asks for, and its buttons with what each sends. */
async function read(response: Response | Promise<Response>) {
  const page = await (await response).text();
  const buttons = [...page.matchAll(/<form[^>]*>(.*?)<button[^>]*>(.*?)<\/button>/g)].map(([, inside = '', label = '']) => [
    label,
    Object.fromEntries([...inside.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, k, v]) => [k, v])),
  ]);
  return { heading: /<h1>(.*?)<\/h1>/.exec(page)?.[1], buttons: Object.fromEntries(buttons) };
}
type Site = Awaited<ReturnType<typeof withReader>>;
const count = async ({ votes }: Site) => (await votes.count([paper])).get(paper.id);

describe('a vote', () => {
  test('is cast by a button behind the link of a card, changed and taken back by the same page, and each is to be learned', async () => {
    const site = await withReader(true);
    const asked = await read(site.app.request(linkTo(BALLOT)));
    const fields = { good: { ...BALLOT, vote: 'good' }, not: { ...BALLOT, vote: 'not' }, none: { ...BALLOT, vote: 'none' } };
    const [GOOD, NOT, NONE] = ['Good pick', 'Not for me', 'Take back my vote'];
    expect(asked).toEqual({ heading: 'A good pick?', buttons: { [GOOD]: fields.good, [NOT]: fields.not } });
    expect([site.writes, await count(site)]).toEqual([[], 0]);

    const press = (vote: keyof typeof fields) => read(site.app.request('/vote', form(fields[vote])));
    for (const _ of [1, 2]) {
      expect(await press('good')).toEqual({
        heading: 'Your vote counts',
        buttons: { [NOT]: fields.not, [NONE]: fields.none },
      });
    }
    expect(await count(site)).toBe(1);
    expect(site.writes).toEqual(['cast', 'markForLearning', 'cast', 'markForLearning']);
    expect((await read(site.app.request(linkTo(BALLOT)))).heading).toBe('You voted for this');
    expect(await press('not')).toEqual({
      heading: 'Noted: not for you',
      buttons: { [GOOD]: fields.good, [NONE]: fields.none },
    });
    expect([await count(site), await site.votes.of(onlyReader(site)!.readerId, paper)]).toEqual([0, 'not']);
    expect((await read(site.app.request(linkTo(BALLOT)))).heading).toBe('Not for you');
    expect(await press('none')).toMatchObject({ heading: 'Your vote is taken back' });
    expect(await site.votes.all(onlyReader(site)!.readerId)).toEqual([]);
    expect([...site.toLearn]).toEqual([onlyReader(site)!.readerId]);
  });

  test('is cast among all papers of a mail on one page, which stays that page', async () => {
    const papers = [1, 2, 3].map((n) => ({ ...paper, id: `title:${n}`, ids: [`title:${n}`], title: `Paper ${n}` }));
    const site = await withReader(true, { papers });
    const all = ['title:1', 'title:3', 'title:gone'].map(paperRef).join('.');
    const titles = (page: string) => [...page.matchAll(/Paper (\d)</g)].map(([, n]) => n);
    const page = await (await site.app.request(linkTo({ ...BALLOT, paper: all }))).text();
    expect(titles(page)).toEqual(['1', '3']);
    expect(page.match(/name="vote" value="\w+"/g)).toHaveLength(4);
    const fields = { ...BALLOT, paper: paperRef('title:3'), among: all, vote: 'good' };
    const after = await (await site.app.request('/vote', form(fields))).text();
    expect([titles(after), after.match(/You voted for this/g)?.length]).toEqual([['1', '3'], 1]);
    expect([...(await site.votes.count(papers)).values()]).toEqual([0, 0, 1]);
    for (const wrong of [all, paperRef('title:2'), paperRef('title:gone')])
      expect((await site.app.request('/vote', form({ ...fields, paper: wrong }))).status).toBe(400);
    expect([...(await site.votes.count(papers)).values()]).toEqual([0, 0, 1]);
  });

  test('on a paper that an editor dropped since is refused, and the page says why', async () => {
    const site = await withReader(true, { editions: [{ ...edition, dropped: [paper.id] }], papers: [] });
    const response = await site.app.request(linkTo(BALLOT));
    expect([response.status, (await read(response)).heading]).toEqual([410, 'This paper was taken back']);
    expect((await site.app.request('/vote', form({ ...BALLOT, vote: 'good' }))).status).toBe(410);
    expect(await site.votes.all(onlyReader(site)!.readerId)).toEqual([]);
    expect((await site.app.request(linkTo({ ...BALLOT, paper: paperRef('title:other') }))).status).toBe(400);
  });

  test('enters the web edition: its order, and why', async () => {
    const papers = [1, 2].map((n) => ({
      ...paper,
      id: `title:${n}`,
      ids: [`title:${n}`],
      title: `Paper ${n}`,
      position: n,
      upvotes: n === 1 ? 1 : 0,
    }));
    const site = await withReader(true, { papers });
    const order = async () => {
      const page = await (await site.app.request(`/editions/${edition.id}`)).text();
      return [...page.matchAll(/Paper (\d)<[\s\S]*?Why here: ([^<]*)/g)].map(([, n, why]) => `${n}: ${why}`);
    };
    expect(await order()).toEqual(['1: 1 upvote, 2nd in its feed, 1 day old.', '2: 3rd in its feed, 1 day old.']);
    await site.app.request('/vote', form({ ...BALLOT, paper: paperRef('title:2'), vote: 'good' }));
    expect(await order()).toEqual(['2: 1 reader, 3rd in its feed, 1 day old.', '1: 1 upvote, 2nd in its feed, 1 day old.']);
  });

  test.each<[string, Record<string, string>, number]>([
    ['for a paper that is not in that edition', { paper: paperRef('arxiv:2603.99999') }, 400],
    ['for a paper by its place or its id', { paper: paper.id }, 400],
    ['in an edition that is not', { edition: 'daily-20200101T0700-20200102T0700' }, 400],
    ['in what is no edition', { edition: 'EDITION#x' }, 400],
    ['with the link that changes preferences', { token: sign({ purpose: 'preferences', generation: 1 }) }, 400],
    ['by nobody', { token: sign({ purpose: 'vote', generation: 1, subject: 'nobody0000000000000000' }) }, 410],
    ['with the link of an earlier subscription', { token: sign({ purpose: 'vote', generation: 0 }) }, 200],
    ['that says nothing', { vote: '' }, 200],
  ])('%s is refused', async (_, over, status) => {
    const site = await withReader(true);
    const { vote: __, ...asked } = { ...BALLOT, ...over } as Record<string, string>;
    expect((await site.app.request(linkTo(asked))).status).toBe(status);
    expect((await site.app.request('/vote', form({ ...BALLOT, vote: 'good', ...over }))).status).toBe(status);
    expect([site.writes, await count(site)]).toEqual([[], 0]);
  });

  test('by whoever has left is refused; by whoever is erased at that moment, not kept', async () => {
    const left = await withReader(true);
    left.readers.put({ ...onlyReader(left)!, status: 'unsubscribed', unsubscribedAt: NOW.toISOString() });
    expect((await left.app.request('/vote', form({ ...BALLOT, vote: 'good' }))).status).toBe(410);
    expect(await count(left)).toBe(0);

    const erased = await withReader(true);
    const { cast } = erased.votes;
    erased.votes.cast = async (...vote) => {
      await erased.readers.erase(vote[0]);
      await cast(...vote);
    };
    await erased.app.request('/vote', form({ ...BALLOT, vote: 'good' }));
    expect([await count(erased), [...erased.toLearn]]).toEqual([0, []]);
  });

  test('[R69] its link can do no more: no other route takes it', async () => {
    const site = await withReader(true);
    for (const path of [
      '/unsubscribe',
      '/preferences',
      '/account/export',
      '/account/erase',
      '/account-link',
      '/undo',
      '/stop',
      '/address',
      '/confirm',
    ])
      expect((await site.app.request(path, form({ token: TOKEN, sure: 'yes', 'List-Unsubscribe': 'One-Click' }))).status).toBe(
        400,
      );
    expect([site.writes, site.letters]).toEqual([[], []]);
  });
});
