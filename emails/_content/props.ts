/** Who publishes; the publisher's own settings. */
export type Publication = { listName: string; publisher: string; postalAddress: string };

/**
 * A paper shown in full: `tldr` is one sentence, `extract` a few more, `source` and `day` (ISO) say where it was found and when.
 * `url` and each link come from a feed, so they are links only if they are plain https.
 */
export type Card = {
  title: string;
  url: string;
  authors: string[];
  source?: string | undefined;
  day?: string | undefined;
  tldr: string;
  extract: string;
  keywords: string[];
  links: { label: string; url: string }[];
  upvotes?: number | undefined;
  comments?: number | undefined;
};

/** A paper shown by its title alone. */
export type Title = { title: string; url: string };

/**
 * One edition, ranked best first. `total` counts all its papers, also those that are in neither `cards` nor `titles`.
 * `date`, `unsubscribeUrl` and `preferencesUrl` may be placeholders of letters, digits, `_` and `-`, to be filled in for each
 * reader.
 */
export type DigestProps = {
  publication: Publication;
  frequency: 'daily' | 'weekly';
  date: string;
  total: number;
  cards: Card[];
  titles: Title[];
  webUrl: string;
  unsubscribeUrl: string;
  preferencesUrl: string;
};

/**
 * A mail to one person. `confirm` holds what was asked for on the sign-up page: `hour` is local to `zone`, `weekday` is ISO
 * (1 = Monday). `hours` is how long the link works; `stopUrl` ends requests to confirm.
 */
export type LetterProps = { publication: Publication } & (
  | {
      kind: 'confirm';
      url: string;
      stopUrl: string;
      hours: number;
      frequency: 'daily' | 'weekly';
      hour: number;
      weekday: number;
      zone: string;
    }
  | { kind: 'account' | 'change-address'; url: string; hours: number }
  | { kind: 'address-changed' }
);
