import { Fragment } from 'react';
import { ballotsOf } from '../../emails/assemble.ts';
import { BriefRow, DigestFrame, Follow, HeadingRow, PaperCard, PaperItem } from '../../emails/digest.tsx';
import { Row } from '../../emails/layout.tsx';
import { pageMarkup } from '../../emails/markup.ts';
import { printableCard, printableFrame, printableSaid } from '../../emails/printable.ts';
import type { Card, EditionProps, Own, Rendered, Selection } from '../../emails/props.ts';
import {
  BULLET,
  digestText,
  place,
  textBrief,
  textCard,
  textFollow,
  textHeading,
  textItem,
  textVotes,
} from '../../emails/text.ts';
import { digestWords, inBrief, RISING, restOf, revisedLine, TEN } from '../../emails/words.ts';

/** A paper with the address at which it is voted for, that of its own edition. */
type Paper = Card & { voteUrl: string };
export type Whole = Omit<EditionProps, 'voteUrl'> & Selection<Paper> & Own;

/** All of a digest, as templates may print it. */
function printable(props: Whole) {
  const paper = (one: Paper) => ({ ...printableCard(one, one.voteUrl), facts: props.facts?.get(one) ?? '' });
  const shown = {
    front: props.front.map(paper),
    next: props.next.map(paper),
    lists: props.lists.map(({ name, papers }) => ({ name, papers: papers.map(paper) })),
    rising: props.rising.map(paper),
  };
  const all = [...shown.front, ...shown.next, ...shown.lists.flatMap((list) => list.papers), ...shown.rising];
  const { unsubscribeUrl, preferencesUrl, voteToken } = props;
  const edition = { ...printableFrame(props), ...printableSaid(props), ...shown, unsubscribeUrl, preferencesUrl, voteToken };
  const lists = shown.rising.length > 0 ? [...shown.lists, { name: RISING, papers: shown.rising }] : shown.lists;
  return { ...edition, words: digestWords(edition), lists, rest: restOf(edition, all.length, edition.webUrl) };
}
type Printable = ReturnType<typeof printable>;

/** The HTML part as one tree. */
function DigestPage({ edition }: { edition: Printable }) {
  const { webUrl, front, next, lists, rest, voteToken } = edition;
  const revised = revisedLine(edition.revised);
  const weekly = edition.frequency === 'weekly';
  const { subjects, code } = inBrief(edition);
  const said = [
    ...subjects.map(({ id, name, papers }) => (
      <Fragment key={id}>
        <a href={`${webUrl}#${id}`}>{name}</a>
        {'\u00a0'}
        {papers}
      </Fragment>
    )),
    ...(code ? [code.replaceAll(' ', '\u00a0')] : []),
  ];
  const dotted = said.flatMap((one, i) => (i > 0 ? ['\u00a0· ', one] : [one]));
  return (
    <DigestFrame
      edition={edition}
      words={edition.words}
      follow={<Follow preferencesUrl={edition.preferencesUrl} mine={false} />}
      brief={said.length > 0 && <BriefRow>{dotted}</BriefRow>}
      cards={
        <>
          {weekly && <HeadingRow heading={TEN} />}
          {front.map((paper, i) => (
            <PaperCard
              // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered
              key={i}
              {...{ paper, voteToken, look: i === 0 ? 'lead' : 'story', place: weekly ? `${i + 1}. ` : '', reason: '' }}
              more={{ after: paper.facts && ` · ${paper.facts}`, alone: paper.facts }}
            />
          ))}
        </>
      }
      also={
        <>
          {next.map((paper, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered
            <PaperItem key={i} paper={paper} place={`${front.length + i + 1}. `} />
          ))}
          {lists.map(({ name, papers }) => (
            <Fragment key={name}>
              <HeadingRow heading={name} />
              {papers.map((paper, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered
                <PaperItem key={i} paper={paper} place="" />
              ))}
            </Fragment>
          ))}
          {(rest || revised) && (
            <Row className="more">
              {rest?.words && `${rest.words} `}
              {rest?.links.map(({ label, url }, i) => (
                <Fragment key={url}>
                  {i > 0 && ' · '}
                  <a href={url}>{label}</a>
                </Fragment>
              ))}
              {rest && revised && ' · '}
              {revised}
            </Row>
          )}
        </>
      }
    />
  );
}

/** A digest rendered whole, by no template that is cut: what a copy that was put together must equal, byte for byte. */
export function renderWhole(props: Whole): Rendered {
  const edition = printable(props);
  const { front, next, lists, rest, words } = edition;
  const { subjects, code } = inBrief(edition);
  const brief = [...subjects.map(({ name, papers }) => `${name} ${papers}`), ...(code ? [code] : [])].join(' · ');
  const cards = front.map((paper, i) => textCard(paper, place(i + 1), paper.facts && `\n    ${paper.facts}`));
  const below = [
    rest?.words,
    ...(rest?.links ?? []).map(({ label, url }) => `${label}: ${url}`),
    revisedLine(edition.revised),
  ].filter(Boolean);
  const ballots = ballotsOf(
    front.map(({ voteUrl }) => voteUrl),
    edition.frequency === 'weekly' ? edition.webUrl : '',
  );
  const also = [
    ...next.map((paper, i) => textItem(paper, place(front.length + i + 1))),
    ...lists.flatMap(({ name, papers }) => [textHeading(name), ...papers.map((paper) => textItem(paper, BULLET))]),
    below.length > 0 ? `\n\n${below.join('\n')}` : '',
    textVotes(ballots.map((url) => `${url}&token=${edition.voteToken}`)),
  ];
  return {
    subject: words.subject,
    html: pageMarkup(<DigestPage edition={edition} />),
    text: digestText(edition, words, {
      brief: textBrief(brief),
      cards: [edition.frequency === 'weekly' ? textHeading(TEN) : '', ...cards].join(''),
      also: also.join(''),
      follow: textFollow(edition.preferencesUrl, false),
    }),
  };
}

/** For benches: the same as one React element. */
export const wholePage = (props: Whole) => <DigestPage edition={printable(props)} />;
