import { clean, clip, feedLink, ownLink } from './clean.ts';
import { once } from './once.ts';
import type { Code, DigestProps, LetterProps, Publication, Title } from './props.ts';

/** UTF-16 units a field may fill; longer text is cut with `…`. Generous for real papers, small enough that one card fits a mail. */
const MAX = {
  title: 300,
  tldr: 360,
  extract: 600,
  keyword: 40,
  source: 60,
  author: 80,
  label: 80,
  name: 80,
  address: 300,
  date: 80,
};
const MAX_NOTE = 600;
const MAX_SOURCES = 4;
export const MAX_CODE = 10;
const MAX_CODE_URL = 120;
const MAX_LINKS = 4;
const MAX_LATEST = 5;
const MAX_KEYWORDS = 4;
const NAMED_AUTHORS = 3;

export type PrintableTitle = { title: string; url: string | undefined };
export type PrintableCard = ReturnType<typeof printableCard>;
export type PrintableCode = ReturnType<typeof printableCode>[number];
export type PrintableDigest = ReturnType<typeof printableDigest>;
export type PrintableFrame = ReturnType<typeof printableFrame> & Pick<PrintableDigest, 'unsubscribeUrl' | 'preferencesUrl'>;
export type PrintableLetter = ReturnType<typeof printableLetter>;

/** The edition as templates may print it. From here on every string is one line of clean text and every URL may be linked. */
export function printableDigest(props: DigestProps) {
  return {
    ...printableFrame(props),
    ...printableSaid(props),
    unsubscribeUrl: ownLink(props.unsubscribeUrl),
    preferencesUrl: ownLink(props.preferencesUrl),
    cards: props.cards.map((card) => printableCard(card, props)),
    titles: props.titles.map(printableTitle),
    code: props.code.slice(0, MAX_CODE).flatMap(printableCode),
  };
}

/** What holds whatever papers are shown, and to whom. */
export const printableFrame = (props: Pick<DigestProps, 'publication' | 'frequency' | 'note' | 'webUrl' | 'privacyUrl'>) => ({
  publication: printablePublication(props.publication),
  frequency: props.frequency,
  note: clean(props.note ?? '', MAX_NOTE),
  webUrl: ownLink(props.webUrl),
  privacyUrl: ownLink(props.privacyUrl),
});

type Said = Pick<DigestProps, 'date' | 'day' | 'total' | 'about'> & Record<'cards' | 'titles', readonly unknown[]>;

/** What is said of the papers as a whole. */
export const printableSaid = ({ date, day, total, about, cards, titles }: Said) => ({
  date: clean(date, MAX.date),
  day: clean(day, MAX.date),
  total: Math.max(total, cards.length + titles.length),
  about: printableAbout(about),
});

/** A letter as templates may print it. */
export function printableLetter(props: LetterProps) {
  const publication = printablePublication(props.publication);
  if ('zone' in props && !/^[\w+/-]{1,64}$/.test(props.zone)) throw new RangeError('not the name of a time zone');
  switch (props.kind) {
    case 'confirm':
      return { ...props, publication, url: ownLink(props.url), stopUrl: ownLink(props.stopUrl) };
    case 'welcome': {
      const { latest, firstOn } = props;
      const titles = latest?.titles.slice(0, MAX_LATEST).map(printableTitle) ?? [];
      return {
        ...props,
        publication,
        firstOn: clean(firstOn, MAX.date),
        latest: latest && { ...latest, url: ownLink(latest.url), titles },
        preferencesUrl: ownLink(props.preferencesUrl),
        unsubscribeUrl: ownLink(props.unsubscribeUrl),
      };
    }
    case 'address-changed':
      return { ...props, publication };
    default:
      return { ...props, publication, url: ownLink(props.url) };
  }
}

function printableTitle({ title, url }: Title): PrintableTitle {
  return { title: clean(title, MAX.title) || 'Untitled', url: feedLink(url) };
}

function printableAbout({ sources, mostUpvoted, withCode }: DigestProps['about']) {
  return {
    sources: sources
      .slice(0, MAX_SOURCES)
      .map(({ name, papers }) => ({ name: clean(name, MAX.source), papers: countable(papers) })),
    mostUpvoted: mostUpvoted && { title: shortTitle(mostUpvoted.title), upvotes: countable(mostUpvoted.upvotes) },
    withCode: countable(withCode),
  };
}

/** What stands before a title's colon names the paper; else as many words of the title as a line holds. */
function shortTitle(title: string): string {
  const [, name] = /^([^:]{2,60}): /.exec(title) ?? [];
  return clip(clean(name ?? title, MAX.title), MAX.label);
}

/** One line a repository. Left out where its link may not be one. */
export function printableCode({ repository, url, title }: Code) {
  const link = feedLink(url);
  if (!link || link.length > MAX_CODE_URL) return [];
  return [{ repository: clean(repository, MAX.label) || 'Code', url: link, title: shortTitle(title) }];
}

const days = once((language: string) => new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', timeZone: 'UTC' }));

/** A card as templates may print it. */
export function printableCard(
  { authors, moreAuthors: more = 0, source = '', day = '', vote, ...card }: DigestProps['cards'][number],
  edition: Pick<DigestProps, 'publication' | 'voteUrl'>,
) {
  const names = authors.slice(0, NAMED_AUTHORS).map((name) => clean(name, MAX.author));
  const known = ISO_DAY.test(day) && !Number.isNaN(Date.parse(day)) ? day : '';
  const words = card.keywords.slice(0, MAX_KEYWORDS).map((word) => clean(word, MAX.keyword));
  return {
    ...printableTitle(card),
    authors: names.filter(Boolean),
    moreAuthors: authors.length - names.length + more,
    source: clean(source, MAX.source),
    day: known,
    when: known && days(edition.publication.language).format(new Date(known)),
    tldr: clean(card.tldr, MAX.tldr),
    extract: clean(card.extract, MAX.extract),
    keywords: words.filter(Boolean),
    links: card.links
      .slice(0, MAX_LINKS)
      .map(({ label, url }) => ({ label: clean(label, MAX.label) || 'Link', url: feedLink(url) })),
    upvotes: countable(card.upvotes),
    readers: countable(card.readers),
    comments: countable(card.comments),
    voteUrl: ownLink(`${card.voteUrl ?? edition.voteUrl}&paper=${vote}`),
  };
}

const ISO_DAY = /^\d{4}-\d\d-\d\d$/;
const countable = (n = 0) => (Number.isSafeInteger(n) && n > 0 ? n : 0);

function printablePublication({ language, listName, publisher, postalAddress, accent }: Publication): Publication {
  return {
    language,
    listName: clean(listName, MAX.name),
    publisher: clean(publisher, MAX.name),
    postalAddress: clean(postalAddress.trim().replace(/\s*\n\s*/g, ', '), MAX.address),
    ...(accent && [accent.light, accent.dark].every((colour) => /^#[\da-f]{6}$/.test(colour)) && { accent }),
  };
}
