import { describe, expect, it } from 'vitest';
import { feed, parse } from './pages.ts';

describe('reference managers', () => {
  it('reads BibTeX: duplicate keys, macros, accents, a brace never closed', async () => {
    const crossref = await parse(feed('crossref-doi-bibtex.bib'));
    expect(crossref).toMatchObject({ format: 'bibtex', rejected: [] });
    expect(crossref.papers.length + crossref.duplicates).toBe(42);
    const bib = `% Encoding: UTF-8
@string{acl = "Proc. of " # {ACL}}
@comment{not = {this}}
@Article(a1, author = {M{\\"u}ller, J\\"org and {The {ATLAS} Collaboration}}, title = "{BERT}: {P}re-training $x_{1}$", booktitle = acl, eprint={2401.00001v2}, archivePrefix={arXiv}, primaryClass={cs.CL})
@inproceedings{a1,
  title = {An unclosed {title},
@misc{b,title={Deep {Learning} \\& more},url={https://doi.org/10.1234/AbC}}`;
    const { papers, rejected } = await parse(bib);
    expect(papers).toMatchObject([
      {
        id: 'arxiv:2401.00001',
        title: 'BERT: Pre-training x₁',
        authors: ['Jörg Müller', 'The ATLAS Collaboration'],
        categories: ['cs.CL'],
      },
      { id: 'doi:10.1234/abc', title: 'Deep Learning & more' },
    ]);
    expect(rejected).toEqual([{ at: 'line 5', reason: 'its braces are not closed before its title ends' }]);
  });

  it('reads the names of BibTeX, whatever commands they hold', async () => {
    const authors = async (names: string) =>
      (await parse(`@article{a,\n title={T}, journal={J}, doi={10.1000/n},\n author={${names}}}`)).papers[0]?.authors;
    expect(
      await authors(
        String.raw`\L{}ukasz Kaiser and S\o{}ren Stra\ss{}e and {\AA}sa \OE{}ster and Nguy{\~{\^e}}n, An and Ph\d{\u{a}}t Tr{\`{\^{a}}}n and {\relax Yu}. A. Ivanov`,
      ),
    ).toEqual(['Łukasz Kaiser', 'Søren Straße', 'Åsa Œster', 'An Nguyễn', 'Phặt Trần', 'Yu. A. Ivanov']);
    expect(
      await authors(
        String.raw`\textsc{Lee}, Ann\thanks{Of X} and {\upshape Xu}, Bo and \myname{Ola}~Day and family=Berg, given=Jan, prefix=van den, useprefix=true and given={Cy}, family={Roe}, suffix=Jr`,
      ),
    ).toEqual(['Ann Lee', 'Bo Xu', 'Ola Day', 'Jan van den Berg', 'Cy Roe Jr']);
  });

  it('leaves no TeX in the titles and abstracts of BibTeX', async () => {
    const title = async (text: string) =>
      (await parse(`@article{a,\n title={${text}}, journal={J}, doi={10.1000/n}, author={Ann Lee}}`)).papers[0]?.title;
    expect(await title(String.raw`A \textendash{} B \ldots{} in {\LaTeX} and \TeX{}: the {\TeX}book`)).toBe(
      'A – B … in LaTeX and TeX: the TeXbook',
    );
    expect(
      await title(
        String.raw`{\textbar}x{\textbar} {\textless} 5 {\textquoteleft}a{\textquoteright} {\textquotedblleft}b{\textquotedblright}`,
      ),
    ).toBe('|x| < 5 ‘a’ “b”');
    expect(
      await title(String.raw`H\textsubscript{2}O, x\textsuperscript{2}~\citep[see][p.~1]{a,b} and \textbf{Fig}~\ref{f}`),
    ).toBe('H₂O, x² and Fig');
    expect(
      await title(String.raw`\ours{}: And\slash Or at \textasciitilde 3, $O(n\log n)$, \href{https://x.example}{here}`),
    ).toBe('ours: And/Or at ~3, O(n log n), here');
  });

  it('[R25] reads BibTeX in GBK', async () => {
    const bytes = Buffer.concat([
      Buffer.from('@article{a, title={'),
      Buffer.from('c9eeb6c8d1a7cfb0b5c4d1d0bebf', 'hex'),
      Buffer.from('}, doi={10.1234/g}}\n'),
    ]);
    expect((await parse(bytes)).papers).toMatchObject([{ title: '深度学习的研究' }]);
  });

  it('reads RIS, PubMed, EndNote and Web of Science', async () => {
    expect(await parse(feed('zotero-mambo.ris'))).toMatchObject({ format: 'ris', papers: { length: 5 }, rejected: [] });
    expect(
      (
        await parse(
          '\nTY  - JOUR\nAB  - First words\n  and more\nAU  - Lee, Ann\nTI  - Late title\nDO  - https://doi.org/10.1234/R\nDA  - 2024/04/03/\nER  - \n',
        )
      ).papers,
    ).toMatchObject([
      {
        title: 'Late title',
        abstract: 'First words and more',
        authors: ['Ann Lee'],
        id: 'doi:10.1234/r',
        publishedOn: '2024-04-03',
      },
    ]);
    expect(
      (
        await parse(
          'PMID- 1\nTI  - A trial of\n      things.\nLID - 10.1234/p [doi]\nAB  - Text.\nFAU - Lee, Ann\n\nPMID- 2\nTI  - Two.\n',
        )
      ).papers,
    ).toMatchObject([{ title: 'A trial of things', id: 'doi:10.1234/p' }, { title: 'Two' }]);
    expect(
      (await parse('%0 Journal Article\n%T One\n%A Lee, Ann\n%R 10.1234/e\n\n%0 Journal Article\n%T Two\n%R 10.1234/f\n')).papers,
    ).toHaveLength(2);
    expect(
      (
        await parse(
          'FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Lee, A\n   Xu, B\nTI One\n   more\nDI 10.1234/w\nER\n\nEF\n',
        )
      ).papers,
    ).toMatchObject([{ title: 'One more', authors: ['A Lee', 'B Xu'] }]);
  });

  it('reads tables, whatever splits them and however they are headed', async () => {
    const zotero = await parse(feed('zotero-mambo.csv'));
    expect(zotero).toMatchObject({ format: 'csv', papers: { length: 5 }, rejected: [] });
    expect(zotero.papers[0]).toMatchObject({
      id: 'doi:10.1371/journal.pcbi.1003531',
      authors: ['Paul J. McMurdie', 'Susan Holmes'],
    });
    for (const split of [',', ';', '\t'])
      expect(
        (
          await parse(
            `URL${split}Abstract${split}TITLE\nhttps://arxiv.org/abs/2401.00001v3${split}"Some\n""text"""${split}A title\n`,
          )
        ).papers,
      ).toMatchObject([{ id: 'arxiv:2401.00001', title: 'A title', abstract: 'Some "text"' }]);
    expect(
      (await parse('About the data: exported\nRank,Title,Abstract,Authors\n1,A,B,Ann Lee\n2,,C,Ann Lee\n')).rejected,
    ).toEqual([{ at: 'line 4', reason: 'a row without a title' }]);
  });
});
