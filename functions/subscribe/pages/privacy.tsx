/** @jsxImportSource hono/jsx */
import { COUNTED_HOURS } from '../../domain/caps.ts';
import type { Reader } from '../../domain/reader.ts';
import type { Page, Site } from './layout.tsx';

/**
 * What a publisher's configuration says of privacy. `contact` is where answers to mails go, `region` one of AWS's, `note` the
 * publisher's own words, in paragraphs; `kept` are days.
 */
export type Privacy = {
  contact: string;
  region: string | undefined;
  note: string;
  kept: Record<'logs' | 'ledger' | 'unconfirmed' | 'sesEvents' | 'backups' | 'oldVersions' | 'letters', number>;
};

/** What is kept about a reader, and what for. */
const KEPT = {
  address: ['Your address', 'To send you what you asked for. A new one is only used once its mailbox has agreed.'],
  wishes: [
    'When mail comes',
    'How often, day, hour, time zone and pauses, as you chose them, and the list of readers this puts you in.',
  ],
  interests: [
    'What you work on',
    'What you say you follow and do not want to see, and the words that are learned from it, so that your mail begins with what you would not want to miss. Nothing is guessed from what you open, nobody else sees it, and one button forgets it.',
  ],
  consent: ['Your consent', 'When you asked, confirmed, left or refused: the proof that we may write to you, or may not.'],
  mail: [
    'What became of mail',
    'Confirmations and the like sent lately, and whether your mailbox sent mail back or complained, so that it gets no more.',
  ],
  number: ['Numbers', 'A random number that stands for you wherever your address need not, and a count of changes.'],
} as const;

/** Where each field of a reader's row belongs: no field can be stored without being told of here. */
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

/** What is stored about whom, why and how long: from the configuration and from what the software does. */
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
          Until you have it erased, also once you unsubscribe: otherwise nobody could tell that you did not agree. A sign-up that
          is never confirmed is forgotten after {kept.unconfirmed} days. The words in small print are the names in the file you
          can download.
        </p>
        <dl>
          {Object.entries(KEPT).map(([kind, [name, text]]) => (
            <Item name={name} text={text} fields={fieldsOf(kind)} />
          ))}
          <Item
            name="Your votes, and papers you named"
            text="Which papers you found worth reading or not for you, and which you named as examples of what you work on, with their titles and when. Others see the number of good picks only. Until you take them back, or are erased."
            fields={['kind', 'title', 'votedFor', 'at']}
          />
          <Item
            name="A note to learn"
            text="That what you follow or vote has changed, or with which list of words it was learned."
            fields={['learn', 'learnedWith', 'marks']}
          />
        </dl>
        <h2>What else there is</h2>
        <dl>
          <Item
            name="The account of deliveries"
            text={`For which random numbers an edition was meant, which it was sent to, and whether the mail service took it: ${kept.ledger} days; it keeps anybody from getting a copy twice. Once you are erased, nothing says whose number it was. That a letter, such as a confirmation, was sent, but not to whom: ${kept.letters} days.`}
          />
          <Item
            name="A keyed hash of your address"
            text={`Stays when you are erased or unsubscribe, so that no import and no backup brings you back. The address cannot be read from it. That of an address you gave up for another one goes after ${kept.backups} days, as the backups do.`}
          />
          <Item
            name="A list of sign-ups"
            text={`When somebody signed up, under a random number and that keyed hash, to be looked at after ${kept.unconfirmed} days. It goes with you.`}
          />
          <Item
            name="Counts against abuse"
            text={`How often a network or a domain asked, for an hour, how often a reader changed their wishes, for a day, and what a mailbox was sent that nobody acted on, for ${COUNTED_HOURS / 24} days: under keyed hashes. IP addresses are not stored.`}
          />
          <Item
            name="Reports of the mail service"
            text={`On mail that was taken, came back or was called spam. They carry the address, and are deleted once dealt with, after ${kept.sesEvents} days at the latest.`}
          />
          <Item
            name="A mail that unsubscribes"
            text="If you leave by mail and not by the link, that mail is deleted once dealt with, after a day at the latest."
          />
          <Item
            name="Logs"
            text={`What the software did, ${kept.logs} days: neither addresses nor IP addresses nor links stand in them, readers by their random number.`}
          />
          <Item
            name="Backups"
            text={`Of the tables, ${kept.backups} days back; of files that were replaced, ${kept.oldVersions} days. What is erased is gone from them after that.`}
          />
        </dl>
        <h2>Who else handles it</h2>
        <p>
          Amazon Web Services, on whose computers this runs{region && ` (region ${region})`} and whose mail service SES sends the
          mail. SES keeps a list of addresses that sent mail back or complained, so that it is not sent there again. Nobody else
          gets any of it.
        </p>
        <h2>Your rights</h2>
        <p>
          What is stored rests on your consent (in the European Union: Article 6 (1) (a) of the GDPR), which you can take back at
          any time with the link at the end of each digest. To see your data, take it with you, correct it or have it erased,{' '}
          <a href="/preferences">ask for a link to your account</a>: it is done at once and by yourself. You may also complain to
          the authority for data protection where you live.
        </p>
      </>
    ),
  };
}

/** What is kept, and the names of its fields. */
const Item = ({ name, text, fields = [] }: { name: string; text: string; fields?: readonly string[] }) => (
  <>
    <dt>{name}</dt>
    <dd>
      {text}
      {fields.map((field) => [' ', <code>{field}</code>])}
    </dd>
  </>
);
