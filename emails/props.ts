/** A mail as its templates make it. `html` is pure ASCII, `subject` and `text` may hold any letter. */
export type Rendered = { subject: string; html: string; text: string };

/** Who publishes; the publisher's own settings. `language` is an English one (BCP 47), whose conventions dates follow. */
export type Publication = {
  listName: string;
  publisher: string;
  postalAddress: string;
  language: string;
  accent?: { light: string; dark: string };
};

/**
 * A paper as a card shows it: `tldr` says what it is, `found` what was found, `organisation` whose work it is, `venue` where it appeared,
 * `dated` when, if that is long ago. Addresses come from a feed, so they are links only if they are plain https. `upvotes` are the
 * feed's, `readers` found it a good pick; `suggested` it to the editors; `moreAuthors` are not named; `vote` names the paper in the link by which to join them.
 */
export type Card = {
  vote: string;
  title: string;
  url: string;
  authors: readonly string[];
  moreAuthors?: number | undefined;
  tldr: string;
  found?: string | undefined;
  organisation?: string | undefined;
  venue?: string | undefined;
  dated?: string | undefined;
  pdf?: string | undefined;
  code?: string | undefined;
  stars?: number | undefined;
  discussion?: string | undefined;
  upvotes?: number | undefined;
  readers?: number | undefined;
  suggested?: true | undefined;
};

/** What holds whatever papers are shown, and to whom. `note` is a line from the editor, `voteUrl` ends where a paper's name is to stand. */
export type EditionProps = {
  publication: Publication;
  frequency: 'daily' | 'weekly';
  note?: string | undefined;
  webUrl: string;
  privacyUrl: string;
  voteUrl: string;
};

/** An edition with all its papers. */
export type PartsProps = EditionProps & { papers: readonly Card[] };

/** Text cut at its slots: literal text at even positions, the name of a slot at odd ones. */
export type Template = string[];

/**
 * What a mail shows of one paper, rendered: as a card and as an item of a list; `said` is for the inbox. Slots: `place`, its number;
 * of a card also `look`, `voteToken`, `reason`, and what is added to its facts, `after` others or `alone`.
 */
export type PaperParts = {
  title: string;
  said?: string | undefined;
  html: PaperMarkup;
  text: PaperMarkup;
  voteUrl: string;
};
type PaperMarkup = { card: Template; item: Template };

/**
 * All of a digest but its papers, rendered: the page, the row that sums up the day (slot `brief`), the heading of a list (`heading`), why
 * a paper is shown (`reason`), where readers say what they work on (`follow`, first for the common copy), and the text part. Slots of page
 * and text: the words of a digest, `cards`, `also` (its lists), `follow`, the reader's links.
 */
export type Frame = {
  publication: Pick<Publication, 'listName' | 'language'>;
  frequency: EditionProps['frequency'];
  webUrl: string;
  html: { page: Template; brief: Template; heading: Template; reason: Template; follow: Template[] };
  text: Template;
};

/**
 * What a copy shows, best first: `front` as cards, the others as items: of a week the `next` best, lists by subject, what is `rising`.
 * `facts` are to be added to a paper's own, as its weekday. `revised` papers came and are none of them. `subjects` counts all papers; `pages` are the editions that hold them, the
 * mail's own first, each with its day in words.
 */
export type Selection<Paper> = {
  date: string;
  front: readonly Paper[];
  next: readonly Paper[];
  lists: readonly { name: string; papers: readonly Paper[] }[];
  rising: readonly Paper[];
  facts?: ReadonlyMap<Paper, string> | undefined;
  total: number;
  revised?: number | undefined;
  subjects: readonly { id: string; name: string; papers: number }[];
  withCode: number;
  source: string | undefined;
  pages: readonly { id: string; day: string }[];
};

/** What one reader's copy shows in the place of what everybody's does: papers `forYou`, each with its reason, first; or `only` these. */
export type Mine<Paper> = Pick<Selection<Paper>, 'front' | 'next' | 'lists' | 'rising' | 'facts'> & {
  forYou: readonly { paper: Paper; reason: string }[];
  only: boolean;
};

/** What leads from a reader's own copy, of URL-safe characters. */
export type Own = { unsubscribeUrl: string; preferencesUrl: string; voteToken: string };

/** When mails come: `hour` is local to `zone`, `weekday` is ISO (1 = Monday). */
type Times = { frequency: 'daily' | 'weekly'; hour: number; weekday: number; zone: string };

/**
 * A mail to one person, sent `at` a time in words, which keeps two of a kind apart. `confirm` holds the times asked for on the sign-up
 * page, and those of the subscription that goes on until then, if there is one; `again` where it only reminds of an earlier one. `hours` or `minutes` is how long the link works; `stopUrl` ends
 * requests to confirm. `firstOn` is the day of the first digest, as text; `follows`: the reader has said what they follow; `latest` the newest edition of the web archive, best first.
 */
export type LetterProps = { publication: Publication; at: string } & (
  | (Times & { kind: 'confirm'; again?: boolean; now?: Times | undefined; url: string; stopUrl: string; hours: number })
  | (Times & {
      kind: 'welcome';
      firstOn: string;
      follows: boolean;
      latest?: { url: string; total: number; titles: readonly { title: string; url: string }[] } | undefined;
      preferencesUrl: string;
      unsubscribeUrl: string;
    })
  | { kind: 'account' | 'change-address'; url: string; hours: number }
  | { kind: 'address-changed' | 'desk-entered' }
  | { kind: 'desk'; url: string; minutes: number }
);
