import { describe, expect, it } from 'vitest';
import { brief, feed, parse } from './pages.ts';

describe('indexes and journals', () => {
  it('reads Semantic Scholar', async () => {
    const { papers } = await parse(feed('s2-search-transformer.json'));
    expect(papers).toHaveLength(5);
    expect(papers[0]).toMatchObject({ ids: ['arxiv:2103.14030', 'doi:10.1109/iccv48922.2021.00986', expect.any(String)] });
    const paper = { paperId: 'a', title: 'T', abstract: null, externalIds: { ArXiv: '2401.00001' } };
    for (const document of [
      paper,
      [paper, null],
      { recommendedPapers: [paper] },
      { authorId: '1', papers: [paper] },
      { data: [{ citingPaper: paper }] },
    ])
      expect((await brief(JSON.stringify(document))).ids).toEqual(['arxiv:2401.00001']);
  });

  it('reads OpenAlex, Crossref, Europe PMC, bioRxiv', async () => {
    const work = {
      id: 'https://openalex.org/W1',
      doi: 'https://doi.org/10.1016/J.X',
      title: 'On <i>E. coli</i>',
      abstract_inverted_index: { We: [0], find: [1, 3], what: [2] },
      authorships: [{ author: { display_name: 'A B' } }],
      publication_date: '2024-02-03',
    };
    const expected = {
      id: 'doi:10.1016/j.x',
      title: 'On E. coli',
      abstract: 'We find what find',
      authors: ['A B'],
      publishedOn: '2024-02-03',
    };
    expect((await parse(JSON.stringify({ meta: { count: 1 }, results: [work] }))).papers).toMatchObject([expected]);
    expect((await parse(JSON.stringify(work))).papers).toMatchObject([expected]);
    const item = {
      DOI: '10.1/ABC',
      title: ['Water, H<sub>2</sub>O'],
      abstract:
        '<jats:title>Abstract</jats:title><jats:sec><jats:title>Background</jats:title><jats:p>If a &lt; b, <jats:italic>then</jats:italic> so.</jats:p></jats:sec>',
      author: [{ given: 'A', family: 'B' }, { name: 'The Group' }],
      issued: { 'date-parts': [[2024, 2, 3]] },
    };
    const made = {
      id: 'title:',
      title: 'Water, H₂O',
      abstract: 'Background: If a < b, then so.',
      authors: ['A B', 'The Group'],
      publishedOn: '2024-02-03',
    };
    for (const document of [
      { 'message-type': 'work-list', message: { items: [{ ...item, DOI: '10.1234/ABC' }] } },
      { 'message-type': 'work', message: { ...item, DOI: '10.1234/ABC' } },
    ])
      expect((await parse(JSON.stringify(document))).papers).toMatchObject([{ ...made, id: 'doi:10.1234/abc' }]);
    expect(
      (
        await parse(
          JSON.stringify({
            version: '6',
            resultList: {
              result: [
                {
                  id: '1',
                  source: 'MED',
                  doi: '10.1234/e',
                  title: 'Trial.',
                  authorString: 'Aa B, Cc D.',
                  abstractText: '<h4>Aim</h4>To see.',
                },
              ],
            },
          }),
        )
      ).papers,
    ).toMatchObject([{ id: 'doi:10.1234/e', title: 'Trial', abstract: 'Aim: To see.' }]);
    expect(
      (
        await parse(
          JSON.stringify({
            messages: [{ status: 'ok' }],
            collection: [
              { doi: '10.1101/2024.01.01.5', title: 'Bio', authors: 'Lee, A.; Xu, B.', date: '2024-01-02', abstract: 'X.' },
            ],
          }),
        )
      ).papers,
    ).toMatchObject([{ id: 'doi:10.1101/2024.01.01.5', authors: ['A. Lee', 'B. Xu'] }]);
  });

  it('reads journals in RSS, RDF, Atom and JSON Feed, and says of news that it is news', async () => {
    const rss = (items: string) => `<rss version="2.0"><channel><title>J</title>${items}</channel></rss>`;
    const cases: [string, string][] = [
      [rss('<item><title>T</title><link>https://link.springer.com/article/10.1007/s1-2</link></item>'), 'doi:10.1007/s1-2'],
      [rss('<item><title>T</title><link>https://x.org/1</link><prism:doi>10.1234/S1</prism:doi></item>'), 'doi:10.1234/s1'],
      [
        rss('<item><title>T</title><link>https://www.biorxiv.org/content/10.1101/2024.01.01.573814v1?rss=1</link></item>'),
        'doi:10.1101/2024.01.01.573814',
      ],
      [
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="html">T</title><id>info:doi/10.1371/journal.pone.1</id><content type="xhtml"><div>Ab <b>c</b></div></content></entry></feed>',
        'doi:10.1371/journal.pone.1',
      ],
      [
        JSON.stringify({
          version: 'https://jsonfeed.org/version/1.1',
          items: [{ id: 'https://doi.org/10.7554/eLife.1', title: 'T' }],
        }),
        'doi:10.7554/elife.1',
      ],
    ];
    for (const [document, id] of cases) expect((await brief(document)).ids).toEqual([id]);
    expect(await parse(rss('<item><title>Storm</title><link>https://news.example/1</link></item>'))).toMatchObject({
      outcome: 'refused',
      reason: expect.stringMatching(/^This is a news feed, not a list of papers: none of its 1 items/),
    });
    expect(await parse(rss('<skipDays><day>Saturday</day></skipDays>'))).toMatchObject({
      outcome: 'empty',
      reason: 'A valid feed with no papers today.',
    });
  });

  it('reads a saved page of daily papers', async () => {
    const props = JSON.stringify({ date: 'x', dailyPapers: [{ paper: { id: '2607.00001', title: 'A "b" & c', upvotes: 3 } }] });
    const html = `<!doctype html><html><head><title>Daily Papers - Hugging Face</title></head><body><a href="https://huggingface.co/">x</a><div data-target="DailyPapers" data-props="${props.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"></div></body></html>`;
    expect(await parse(html)).toMatchObject({
      format: 'hf-page',
      papers: [{ id: 'arxiv:2607.00001', title: 'A "b" & c', upvotes: 3 }],
    });
  });
});
