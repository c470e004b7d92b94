/** A rendered mail. `html` is pure ASCII; `subject` and `text` may hold any letter. */
export type Rendered = { subject: string; html: string; text: string };

/** The publisher's settings. `language` is an English one (BCP 47), whose conventions dates follow. */
export type Publication = {
  listName: string;
  publisher: string;
  postalAddress: string;
  language: string;
  accent?: { light: string; dark: string };
};

/** A paper as a card shows it. Addresses come from a feed, so only plain https is linked. */
export type Card = {
  /** Names the paper in the link to vote for it. */
  vote: string;
  title: string;
  url: string;
  authors: readonly string[];
  /** How many authors are not in `authors`. */
  moreAuthors?: number | undefined;
  /** One sentence that says what it is. */
  tldr: string;
  /** One sentence that says what was found. */
  found?: string | undefined;
  /** Whose work it is. */
  organisation?: string | undefined;
  /** Where it appeared. */
  venue?: string | undefined;
  /** When it appeared, if long ago. */
  dated?: string | undefined;
  pdf?: string | undefined;
  code?: string | undefined;
  /** Stars of its code. */
  stars?: number | undefined;
  discussion?: string | undefined;
  /** Of the feed. */
  upvotes?: number | undefined;
  /** Our own readers who found it a good pick. */
  readers?: number | undefined;
  /** A reader suggested it. */
  suggested?: true | undefined;
};

/**
 * The part of an edition that is the same for all papers and readers. `note`: a line from the editor. `voteUrl`: to be completed
 * by a card's `vote`.
 */
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
 * One paper, rendered as a card and as an item of a list. `said` is for the inbox. Slots: `place`, its number. Slots of a card
 * only: `look`, `voteToken`, `reason`, and text added to its facts, `after` others or `alone`.
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
 * A digest without its papers, rendered. In `html`: the page, the row that sums up the day (slot `brief`), the heading of a list
 * (slot `heading`), the reason of a paper (slot `reason`), and the link to say what a reader works on (`follow`, first for the
 * common copy). `text` is the text part. Slots of page and text: the words of a digest, `cards`, `also` (the lists), `follow`,
 * the reader's links.
 */
export type Frame = {
  publication: Pick<Publication, 'listName' | 'language'>;
  frequency: EditionProps['frequency'];
  webUrl: string;
  html: { page: Template; brief: Template; heading: Template; reason: Template; follow: Template[] };
  text: Template;
};

/** What a copy shows, best first, and facts about all papers. */
export type Selection<Paper> = {
  date: string;
  /** Shown as cards, all others as items. */
  front: readonly Paper[];
  /** The next best, of a week only. */
  next: readonly Paper[];
  lists: readonly { name: string; papers: readonly Paper[] }[];
  /** Papers that readers voted for after their own day, of a week only. */
  rising: readonly Paper[];
  /** Text to add to a paper's own facts, such as its weekday. */
  facts?: ReadonlyMap<Paper, string> | undefined;
  total: number;
  /** How many papers came as replaced versions and are not shown. */
  revised?: number | undefined;
  /** How many of all papers each subject has. */
  subjects: readonly { id: string; name: string; papers: number }[];
  withCode: number;
  /** Where all papers come from, if from one place. */
  source: string | undefined;
  /** The editions that hold the papers, the mail's own first, each with its day in words. */
  pages: readonly { id: string; day: string }[];
};

/**
 * What a personal copy shows instead: first the papers `forYou`, each with its reason, then the others; with `only` no others.
 */
export type PersonalSelection<Paper> = Pick<Selection<Paper>, 'front' | 'next' | 'lists' | 'rising' | 'facts'> & {
  forYou: readonly { paper: Paper; reason: string }[];
  only: boolean;
};

/** A reader's own links and token, in URL-safe characters. */
export type OwnLinks = { unsubscribeUrl: string; preferencesUrl: string; voteToken: string };

/** When mails come: `hour` is local to `zone`, `weekday` is ISO (1 = Monday). */
type Times = { frequency: 'daily' | 'weekly'; hour: number; weekday: number; zone: string };

/**
 * A letter. `at`: when it was asked for, in words, which tells two letters of one kind apart. `hours`, `minutes`: how long the
 * link works.
 *
 * `confirm` has the requested times, and in `now` those of the present subscription, if there is one. `again`: it reminds of an
 * earlier letter. `stopUrl` ends requests to confirm.
 *
 * `welcome`: `firstOn` is the day of the first digest in words. `follows`: the reader has said what they follow. `latest` is the
 * newest of the past editions, its titles best first.
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
  | { kind: 'account' | 'interests' | 'change-address'; url: string; hours: number }
  | { kind: 'address-changed' | 'desk-entered' }
  | { kind: 'desk'; url: string; minutes: number }
);
