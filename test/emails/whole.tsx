import { Fragment } from 'react';
import { ballotsOf } from '../../emails/assemble.ts';
import { BriefRow, DigestFrame, Follow, HeadingRow, PaperCard, PaperItem, Reason } from '../../emails/digest.tsx';
import { Row } from '../../emails/layout.tsx';
import { pageMarkup } from '../../emails/markup.ts';
import { printableCard, printableFrame, printableReason, printableSaid } from '../../emails/printable.ts';
import type { Card, EditionProps, OwnLinks, PersonalSelection, Rendered, Selection } from '../../emails/props.ts';
import {
  BULLET,
  digestText,
  place,
  textBrief,
  textCard,
  textFollow,
  textHeading,
  textItem,
  textReason,
  textVotes,
} from '../../emails/text.ts';
import {
  digestPreview,
  digestWords,
  FOR_YOU,
  FRONT_PAGE,
  inBrief,
  namedBy,
  RISING,
  restOf,
  revisedLine,
  TEN,
} from '../../emails/words.ts';

/** A paper with the address at which it is voted for, that of its own edition. */
type Paper = Card & { voteUrl: string };
/** `personal`: the copy shows this instead, under the words of what everybody gets. */
export type Whole = Omit<EditionProps, 'voteUrl'> &
  Selection<Paper> &
  OwnLinks & { personal?: PersonalSelection<Paper> | undefined };

/** All of a digest, as templates may print it. */
function printable(props: Whole) {
  const common = { ...printableSaid(props), ...shownOf(props) };
  const { personal } = props;
  const shown = personal ? shownOf(personal) : common;
  const forYou =
    personal?.forYou.map(({ paper, reason }) => ({ ...paperOf(paper, personal.facts), reason: printableReason(reason) })) ?? [];
  const all = [...forYou, ...shown.front, ...shown.next, ...shown.lists.flatMap((list) => list.papers), ...shown.rising];
  const { unsubscribeUrl, preferencesUrl, voteToken } = props;
  const frame = printableFrame(props);
  const words = digestWords({ ...frame, ...common });
  const rawOf = (one: (typeof common.front)[number]) => papersIn(props)[papersIn(common).indexOf(one)]!;
  const shows = (one: Paper) => [...personal!.forYou.map(({ paper }) => paper), ...papersIn(personal!)].includes(one);
  const own = personal && {
    subject: namedBy(words.subject, common).map(rawOf).every(shows) ? words.subject : words.plainSubject,
    preview: digestPreview({ front: [...forYou, ...shown.front], lists: shown.lists }),
  };
  return {
    ...{ ...frame, ...common, ...shown, forYou, unsubscribeUrl, preferencesUrl, voteToken },
    words: { ...words, ...own },
    lists: shown.rising.length > 0 ? [...shown.lists, { name: RISING, papers: shown.rising }] : shown.lists,
    rest: restOf(common, all.length, frame.webUrl),
    brief: personal?.only ? { subjects: [], code: '' } : inBrief(common),
    personal: personal !== undefined,
    /** Over the front page. */
    heading:
      frame.frequency === 'weekly' ? (personal?.only ? '' : TEN) : forYou.length > 0 && shown.front.length > 0 ? FRONT_PAGE : '',
  };
}

const paperOf = (one: Paper, facts: Whole['facts']) => ({ ...printableCard(one, one.voteUrl), facts: facts?.get(one) ?? '' });

const shownOf = ({ front, next, lists, rising, facts }: Omit<PersonalSelection<Paper>, 'forYou' | 'only'>) => {
  const papers = (some: readonly Paper[]) => some.map((one) => paperOf(one, facts));
  return {
    front: papers(front),
    next: papers(next),
    lists: lists.map(({ name, papers: listed }) => ({ name, papers: papers(listed) })),
    rising: papers(rising),
  };
};
const papersIn = <Paper,>({ front, next, lists }: Pick<PersonalSelection<Paper>, 'front' | 'next' | 'lists'>) => [
  ...[...front, ...next],
  ...lists.flatMap(({ papers }) => papers),
];
type Printable = ReturnType<typeof printable>;

/** The HTML part as one tree. */
function DigestPage({ edition }: { edition: Printable }) {
  const { webUrl, forYou, front, next, lists, rest, voteToken, heading } = edition;
  const revised = revisedLine(edition.revised);
  const weekly = edition.frequency === 'weekly';
  const { subjects, code } = edition.brief;
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
      follow={<Follow preferencesUrl={edition.preferencesUrl} personal={edition.personal} />}
      brief={said.length > 0 && <BriefRow>{dotted}</BriefRow>}
      cards={
        <>
          {forYou.length > 0 && <HeadingRow heading={FOR_YOU} />}
          {forYou.map((paper, i) => (
            <PaperCard
              // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered
              key={i}
              {...{ paper, voteToken, look: 'story', place: '', reason: <Reason>{paper.reason}</Reason> }}
              more={{ after: paper.facts && ` · ${paper.facts}`, alone: paper.facts }}
            />
          ))}
          {heading && <HeadingRow heading={heading} />}
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
  const { forYou, front, next, lists, rest, words, heading } = edition;
  const { subjects, code } = edition.brief;
  const brief = [...subjects.map(({ name, papers }) => `${name} ${papers}`), ...(code ? [code] : [])].join(' · ');
  const card = (paper: (typeof front)[number], number: number, reason = '') =>
    textCard(paper, place(number), paper.facts && `\n    ${paper.facts}`, reason);
  const personal = forYou.map((paper, i) => card(paper, i + 1, paper.reason && textReason(paper.reason)));
  const cards = front.map((paper, i) => card(paper, forYou.length + i + 1));
  const below = [
    rest?.words,
    ...(rest?.links ?? []).map(({ label, url }) => `${label}: ${url}`),
    revisedLine(edition.revised),
  ].filter(Boolean);
  const ballots = ballotsOf(
    [...forYou, ...front].map(({ voteUrl }) => voteUrl),
    edition.frequency === 'weekly' ? edition.webUrl : '',
  );
  const also = [
    ...next.map((paper, i) => textItem(paper, place(forYou.length + front.length + i + 1))),
    ...lists.flatMap(({ name, papers }) => [textHeading(name), ...papers.map((paper) => textItem(paper, BULLET))]),
    below.length > 0 ? `\n\n${below.join('\n')}` : '',
    textVotes(ballots.map((url) => `${url}&token=${edition.voteToken}`)),
  ];
  return {
    subject: words.subject,
    html: pageMarkup(<DigestPage edition={edition} />),
    text: digestText(edition, words, {
      brief: textBrief(brief),
      cards: [forYou.length > 0 ? textHeading(FOR_YOU) : '', ...personal, heading && textHeading(heading), ...cards].join(''),
      also: also.join(''),
      follow: textFollow(edition.preferencesUrl, edition.personal),
    }),
  };
}

/** For benches: the same as one React element. */
export const wholePage = (props: Whole) => <DigestPage edition={printable(props)} />;
