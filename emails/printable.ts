import { clean, cut, cutAtClause, disguises, feedLink, ownLink } from './clean.ts';
import type { Card, EditionProps, LetterProps, Publication, Selection } from './props.ts';

/** The most UTF-16 units of each field; longer text is cut with `…`. Enough for real papers, and one card always fits a mail. */
const MAX = {
  ...{ title: 200, tldr: 165, found: 175, clause: 96, said: 90, author: 60, organisation: 60, venue: 40, dated: 40 },
  ...{ source: 60, name: 80, address: 300, date: 80, note: 600, reason: 240, read: 2_000 },
};
const MAX_LATEST = 5;

export type PrintableTitle = { title: string; url: string | undefined };
export type PrintableCard = ReturnType<typeof printableCard>;
export type PrintableFrame = ReturnType<typeof printableFrame>;
export type PrintableLetter = ReturnType<typeof printableLetter>;

/**
 * The part of an edition that does not depend on its papers. Every string returned is one line of clean text, and every URL may
 * be linked.
 */
export const printableFrame = (props: Omit<EditionProps, 'voteUrl'>) => ({
  publication: printablePublication(props.publication),
  frequency: props.frequency,
  note: clean(props.note ?? '', MAX.note),
  webUrl: ownLink(props.webUrl),
  privacyUrl: ownLink(props.privacyUrl),
});

type Said = Pick<Selection<unknown>, 'date' | 'total' | 'revised' | 'subjects' | 'withCode' | 'source' | 'pages'>;

/** The facts about the papers as a whole. */
export const printableSaid = ({ date, total, revised, subjects, withCode, source = '', pages }: Said): Said => ({
  date: clean(date, MAX.date),
  total,
  revised: countable(revised),
  subjects,
  withCode,
  source: clean(source, MAX.source),
  pages: pages.map(({ id, day }) => ({ id, day: clean(day, MAX.date) })),
});

/** The reason why a paper is shown to a reader. It may hold text that they typed. */
export const printableReason = (reason: string): string => clean(reason, MAX.reason);

/** A letter as templates may print it. */
export function printableLetter(props: LetterProps) {
  const [publication, at] = [printablePublication(props.publication), clean(props.at, MAX.date)];
  for (const times of [props, 'now' in props ? props.now : undefined])
    if (times && 'zone' in times && !/^[\w+/-]{1,64}$/.test(times.zone)) throw new RangeError('not the name of a time zone');
  switch (props.kind) {
    case 'confirm':
      return { ...props, publication, at, url: ownLink(props.url), stopUrl: ownLink(props.stopUrl) };
    case 'welcome': {
      const { latest, firstOn } = props;
      const titles = latest?.titles.slice(0, MAX_LATEST).map(printableTitle) ?? [];
      return {
        ...{ ...props, publication, at },
        firstOn: clean(firstOn, MAX.date),
        latest: latest && { ...latest, url: ownLink(latest.url), titles },
        preferencesUrl: ownLink(props.preferencesUrl),
        unsubscribeUrl: ownLink(props.unsubscribeUrl),
      };
    }
    case 'address-changed':
    case 'desk-entered':
      return { ...props, publication, at };
    default:
      return { ...props, publication, at, url: ownLink(props.url) };
  }
}

/** A title that is itself an address is not linked to another host. */
function printableTitle({ title, url }: { title: string; url: string }): PrintableTitle {
  const said = clean(title, MAX.title) || 'Untitled';
  const link = feedLink(url);
  return { title: said, url: link && !disguises(said, link) ? link : undefined };
}

/** A card as templates may print it. `links` lead to the paper, its PDF, its code and a discussion. */
export function printableCard({ authors, vote, ...card }: Card, voteUrl: string) {
  const tldr = clean(card.tldr, MAX.read);
  const found = clean(card.found ?? '', MAX.read);
  const stars = countable(card.stars);
  const links = [
    { label: 'Paper', url: feedLink(card.url) },
    { label: 'PDF', url: feedLink(card.pdf ?? '') },
    { label: stars > 0 ? `Code ★${stars}` : 'Code', url: feedLink(card.code ?? '') },
    { label: 'Discussion', url: feedLink(card.discussion ?? '') },
  ];
  return {
    ...printableTitle(card),
    tldr: cutAtClause(tldr, MAX.tldr),
    found: cutAtClause(found, MAX.found),
    clause: cutAtClause(tldr || found, MAX.clause),
    said: cutAtClause(found || tldr, MAX.said),
    authors: authors
      .slice(0, 2)
      .map((name) => clean(name, MAX.author))
      .filter(Boolean),
    authorsInAll: authors.length + countable(card.moreAuthors),
    organisation: clean(card.organisation ?? '', MAX.organisation),
    venue: venueIn(clean(card.venue ?? '', MAX.note)),
    dated: clean(card.dated ?? '', MAX.dated),
    upvotes: countable(card.upvotes),
    readers: countable(card.readers),
    suggested: card.suggested === true,
    links: links.flatMap(({ label, url }) => (url ? [{ label, url }] : [])),
    voteUrl: ownLink(`${voteUrl}${vote}`),
  };
}

/** The venue, in few words: of a long name its acronym. */
function venueIn(said: string): string {
  const venue = said.replace(/[\s.,;]+$/, '');
  return venue.length <= MAX.venue
    ? venue
    : (/\b[A-Z][A-Za-z]*[A-Z]{2,}(?:['’ -]*\d{2,4})?\b/.exec(venue)?.[0] ?? cut(venue, MAX.venue));
}

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
