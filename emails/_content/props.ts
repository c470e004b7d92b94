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
 * A paper shown in full: `tldr` is one sentence, `extract` a few more, `source` and `day` (ISO) say where it was found and when.
 * `url` and each link come from a feed, so they are links only if they are plain https. `upvotes` are the feed's, `readers` found
 * it worth reading; `moreAuthors` are not named; `vote` names the paper in the link by which to join them.
 */
export type Card = {
  vote: string;
  title: string;
  url: string;
  authors: string[];
  moreAuthors?: number | undefined;
  source?: string | undefined;
  day?: string | undefined;
  tldr: string;
  extract: string;
  keywords: string[];
  links: { label: string; url: string }[];
  upvotes?: number | undefined;
  readers?: number | undefined;
  comments?: number | undefined;
};

/** A paper shown by its title alone. */
export type Title = { title: string; url: string };

/** What there is to say of an edition as a whole: papers by source, the one readers of the feeds liked best, papers with code. */
type About = {
  sources: { name: string; papers: number }[];
  mostUpvoted?: { title: string; upvotes: number } | undefined;
  withCode: number;
};

/** A paper's code. */
export type Code = { repository: string; url: string; title: string };

/**
 * One edition, ranked best first. `total` counts all its papers, also those that are in neither `cards` nor `titles`; `note` is
 * a line from the editor. `voteUrl` takes `&paper=` at its end; a card of another edition has one of its own. `date` (`Wednesday, 18 March 2026`), `day` (`18 March`), `unsubscribeUrl` and `preferencesUrl` may be
 * placeholders of letters, digits, `_` and `-`, to be filled in for each reader.
 */
export type DigestProps = {
  publication: Publication;
  frequency: 'daily' | 'weekly';
  date: string;
  day: string;
  total: number;
  about: About;
  note?: string | undefined;
  cards: (Card & { voteUrl?: string | undefined })[];
  titles: Title[];
  code: Code[];
  webUrl: string;
  voteUrl: string;
  privacyUrl: string;
  unsubscribeUrl: string;
  preferencesUrl: string;
};

/** When mails come: `hour` is local to `zone`, `weekday` is ISO (1 = Monday). */
type Times = { frequency: 'daily' | 'weekly'; hour: number; weekday: number; zone: string };

/**
 * A mail to one person. `confirm` holds the times asked for on the sign-up page. `hours` is how long the link works; `stopUrl` ends
 * requests to confirm. `firstOn` is the day of the first digest, as text; `latest` the newest edition of the web archive, best first.
 */
export type LetterProps = { publication: Publication } & (
  | (Times & { kind: 'confirm'; url: string; stopUrl: string; hours: number })
  | (Times & {
      kind: 'welcome';
      firstOn: string;
      latest?: { url: string; total: number; titles: Title[] } | undefined;
      preferencesUrl: string;
      unsubscribeUrl: string;
    })
  | { kind: 'account' | 'change-address'; url: string; hours: number }
  | { kind: 'address-changed' }
);
