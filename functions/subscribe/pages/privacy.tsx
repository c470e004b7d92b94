/** @jsxImportSource hono/jsx */
import { COUNTED_HOURS } from '../../domain/caps.ts';
import type { Reader } from '../../domain/reader.ts';
import type { Page, Site } from './layout.tsx';

/** What a deployment's configuration says about privacy. */
export type Privacy = {
  /** The address that gets answers to mails. */
  contact: string;
  /** The region of AWS. */
  region: string | undefined;
  /** The publisher's own paragraphs, with empty lines between them. */
  note: string;
  /** Days. */
  kept: Record<'logs' | 'ledger' | 'unconfirmed' | 'sesEvents' | 'backups' | 'oldVersions' | 'letters', number>;
};

/** What is stored about a reader, and what for. */
const KEPT = {
  address: ['Your address', 'To send you what you asked for. We use a new address only after you use the link mailed to it.'],
  wishes: [
    'When mail comes',
    'How often, day, hour, time zone and pauses, as you chose them, and the list of readers this puts you in.',
  ],
  interests: [
    'What you work on',
    'What you say you follow and do not want to see, and the words that are learned from it, so that your mail begins with what you would not want to miss. Nothing is guessed from what you open, nobody else sees it, and one button erases it.',
  ],
  consent: ['Your consent', 'When you asked, confirmed, left or refused: the proof that we may write to you, or may not.'],
  mail: [
    'What became of mail',
    'Which confirmations and links we mailed you lately, and whether mail came back or was reported as spam, so that we stop sending.',
  ],
  number: ['Numbers', 'A random number that stands for you wherever your address need not, and a count of changes.'],
} as const;

/** The heading of each field of a reader's row. A new field does not compile without one. */
const FIELDS: Record<keyof Reader, keyof typeof KEPT> = {
  address: 'address',
  pendingAddress: 'address',
  addressChange: 'address',
  preferences: 'wishes',
  requested: 'wishes',
  interests: 'interests',
  learned: 'interests',
  gaps: 'wishes',
  pausedUntil: 'wishes',
  since: 'wishes',
  status: 'consent',
  generation: 'consent',
  createdAt: 'consent',
  confirmedAt: 'consent',
  unsubscribedAt: 'consent',
  refusedUntil: 'consent',
  letters: 'mail',
  bouncedOn: 'mail',
  suppressed: 'mail',
  readerId: 'number',
  rev: 'number',
};

/** Says what is stored, why and how long, from the configuration and from what the software does. */
export function privacyPage({ listName, publisher, postalAddress }: Site, { contact, region, note, kept }: Privacy): Page {
  const fieldsOf = (kind: string) => Object.entries(FIELDS).flatMap(([field, of]) => (of === kind ? [field] : []));
  return {
    title: 'Privacy',
    about: `What ${listName} stores about its readers, why, and for how long.`,
    path: '/privacy',
    look: 'text',
    body: (
      <>
        <h1>Privacy</h1>
        <p class="lead">
          {listName} stores what it takes to send you the mail you asked for, and nothing about what you open or read: no cookies,
          no tracking, no pixels, and links that lead straight where they say.
        </p>
        <p>
          Responsible is {publisher}, {postalAddress}. Questions and requests: <a href={`mailto:${contact}`}>{contact}</a>.
        </p>
        {note
          .split(/\n\s*\n/)
          .filter(Boolean)
          .map((part) => (
            <p dir="auto">{part.trim()}</p>
          ))}
        <h2>What is stored about a reader</h2>
        <p>
          We keep it until you erase it, also after you unsubscribe, because it shows that we may not write to you. A sign-up that
          is never confirmed is deleted after {kept.unconfirmed} days. The words in small print are the field names in the file
          that you can download.
        </p>
        <dl>
          {Object.entries(KEPT).map(([kind, [name, text]]) => (
            <Item name={name} text={text} fields={fieldsOf(kind)} />
          ))}
          <Item
            name="Your votes, and papers you named"
            text="Which papers you found worth reading or not for you, and which you named as examples of what you work on, with their titles and when. Others see only the number of good picks. We keep them until you take them back or erase your data."
            fields={['kind', 'title', 'votedFor', 'at']}
          />
          <Item
            name="When to learn again"
            text="That what you follow or your votes changed, and with which list of words we last learned from them."
            fields={['learn', 'learnedWith', 'marks']}
          />
        </dl>
        <h2>What else there is</h2>
        <dl>
          <Item
            name="The ledger of deliveries"
            text={`Which random numbers an edition was meant for and sent to, and whether the mail service took it. We keep this ${kept.ledger} days, so that nobody gets a copy twice. After your data is erased, nothing says whose number it was. That a letter, such as a confirmation, was sent, but not to whom, we keep ${kept.letters} days.`}
          />
          <Item
            name="A keyed hash of your address"
            text={`We keep it after you unsubscribe or erase your data, so that no import and no backup brings you back. Nobody can read the address from it. The hash of a former address is deleted after ${kept.backups} days, when the backups are.`}
          />
          <Item
            name="A list of sign-ups"
            text={`When somebody signed up, under a random number and that keyed hash, so that we find unconfirmed sign-ups after ${kept.unconfirmed} days. It is deleted with your data.`}
          />
          <Item
            name="Counts against abuse"
            text={`How often a network or a domain asked, for an hour, how often a reader changed what they want, for a day, and which letters a mailbox got that nobody acted on, for ${COUNTED_HOURS / 24} days: under keyed hashes. IP addresses are not stored.`}
          />
          <Item
            name="Reports of the mail service"
            text={`About mail that was delivered, came back or was reported as spam. They hold the address. We delete them once they are processed, after ${kept.sesEvents} days at the latest.`}
          />
          <Item
            name="A mail that unsubscribes"
            text="If you unsubscribe by mail instead of the link, we delete that mail once it is processed, after a day at the latest."
          />
          <Item
            name="Logs"
            text={`What the software did, for ${kept.logs} days. They hold no addresses, IP addresses or links, and name readers by their random number.`}
          />
          <Item
            name="Backups"
            text={`We keep backups of the tables for ${kept.backups} days, and replaced files for ${kept.oldVersions} days. Then erased data is gone from them, too.`}
          />
        </dl>
        <h2>Who else handles it</h2>
        <p>
          Amazon Web Services, on whose computers this runs{region && ` (region ${region})`} and whose mail service SES sends the
          mail. SES keeps a list of addresses from which mail came back or was reported as spam, so that it sends no more there.
          Nobody else gets any of it.
        </p>
        <h2>Your rights</h2>
        <p>
          What is stored rests on your consent (in the European Union: Article 6 (1) (a) of the GDPR), which you can take back at
          any time with the link at the end of each digest. To see your data, take it with you, correct it or have it erased,{' '}
          <a href="/preferences">ask for a link to your account</a>. You can do all of it there yourself, at once. You may also
          complain to the authority for data protection where you live.
        </p>
      </>
    ),
  };
}

/** One thing that is stored, with the names of its fields. */
const Item = ({ name, text, fields = [] }: { name: string; text: string; fields?: readonly string[] }) => (
  <>
    <dt>{name}</dt>
    <dd>
      {text}
      {fields.map((field) => [' ', <code>{field}</code>])}
    </dd>
  </>
);
