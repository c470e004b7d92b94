/** @jsxImportSource hono/jsx */
import { CARDS, FILTER_SUBJECTS, NO_INTERESTS } from '../../domain/interests/interests.ts';
import type { Reader } from '../../domain/reader.ts';
import { SUBJECTS } from '../../domain/subject.ts';
import type { Cast } from '../../domain/vote.ts';
import type { Completion } from '../complete.ts';
import type { Faults } from '../forms.ts';
import { type Sent, type Side, sentFrom, subjectField, versionOf } from '../interests-form.ts';
import { Fault, FaultSummary, LABELS, marked, Option } from './form.tsx';
import { Known } from './known.tsx';
import { Hidden, type Markup, notePage, type Page } from './layout.tsx';
import type { Words } from './words.tsx';

/** The outcome of naming papers: how many were added as examples, which are not in the store, how many were over the limit. */
export type Examples = { added: number; missing: readonly string[]; beyond: number };

type InterestsProps = {
  token: string;
  reader: Reader;
  votes: readonly Cast[];
  words: Words;
  /** The texts of a form that was not saved. */
  sent?: Sent;
  faults?: Faults;
  /** The results of a search. */
  found?: readonly Completion[];
  saved?: Examples;
};

/** Most characters of a text that are shown again, and of a search. */
const [SHOWN, MOST_FIND] = [10_000, 100];

/** A reader's interests, behind the link to their account: a form, all that is stored, and a button that deletes it. */
export function interestsPage({ token, reader, votes, words, sent, faults = {}, found, saved }: InterestsProps): Page {
  const said = sent ?? sentFrom(reader.interests ?? NO_INTERESTS);
  const active = reader.status === 'active';
  return {
    title: 'What I follow',
    look: 'follow',
    body: (
      <>
        <h1>{saved ? 'Saved' : 'What I follow'}</h1>
        {saved ? <Outcome {...saved} words={words} /> : <p class="lead">{active ? LEAD : ENDED}</p>}
        <FaultSummary faults={faults} />
        {active && <InterestsForm token={token} reader={reader} said={said} faults={faults} found={found} />}
        <section class="more">
          <h2>What we know about you</h2>
          <details>
            <summary>Show me what you know</summary>
            <Known reader={reader} votes={votes} words={words} />
          </details>
          <p>
            <a href={`/picks?token=${token}`}>My picks: votes and papers I named</a>
          </p>
        </section>
        <section class="more">
          <h2>Erase it all</h2>
          <p>
            What you follow and mute, the papers you named and what was learned are deleted at once.
            {active && ' Your subscription goes on.'}
          </p>
          <form method="post" action="/interests/erase">
            <Hidden token={token} />
            <div>
              <Tick name="votes" label="My votes, too" said={{}} />
            </div>
            <button class="plain">Erase it all</button>
          </form>
        </section>
        <p class="more soft">
          <a href={`/account?token=${token}`}>Back to your account</a>
        </p>
      </>
    ),
  };
}

const LEAD = 'Your mail then begins with “For you”: the papers of the day you would not want to miss, each with the reason why.';
const ENDED = 'Your subscription has ended. Below is what we still know about your interests. You can delete it.';

type FormProps = { token: string; reader: Reader; said: Sent; faults: Faults; found: readonly Completion[] | undefined };

function InterestsForm({ token, reader, said, faults, found }: FormProps) {
  const wrong = Object.keys(faults).length > 0;
  const open = wrong || ['muteWords', 'muteAuthors', 'muteCategories'].some((name) => said[name]) || mutes(said);
  const form = { said, faults };
  return (
    <form method="post" action="/interests" enctype="multipart/form-data">
      <Hidden token={token} before={said.before || versionOf(reader.interests)} />
      <fieldset class="part">
        <legend>Follow</legend>
        <div>
          <label for="find">Find authors and categories of the last weeks’ papers</label>
          <div class="seek">
            <input
              type="search"
              id="find"
              name="find"
              maxlength={MOST_FIND}
              autocomplete="off"
              value={(said.find ?? '').slice(0, MOST_FIND)}
              {...marked('find', faults)}
            />
            <button class="plain" name="do" value="find">
              Find
            </button>
          </div>
          <Fault field="find" faults={faults} />
        </div>
        {found && <Suggestions found={found} />}
        <Area {...form} name="words" rows={3}>
          One on each line, such as speculative decoding. The papers that contain one come first.
        </Area>
        <Area {...form} name="authors" rows={3}>
          One on each line, with given names as on their papers. Their papers come before all others.
        </Area>
        <Ticks {...form} side="follow" />
        <Area {...form} name="categories" rows={1}>
          Such as cs.RO, q-bio.NC
        </Area>
      </fieldset>
      <fieldset class="part">
        <legend>Papers like these</legend>
        <p class="hint">Papers you wrote, cite or like: what they have in common is learned from them.</p>
        <Area {...form} name="papers" rows={4}>
          arXiv ids, DOIs, links or titles
        </Area>
        <div>
          <label for="file">{LABELS.file} (.bib, .ris or .csv, up to 1 MB)</label>
          <input type="file" id="file" name="file" accept=".bib,.ris,.csv,.txt" {...marked('file', faults)} />
          <Fault field="file" faults={faults} />
        </div>
      </fieldset>
      <details open={open}>
        <summary>Mute something</summary>
        <fieldset class="part">
          <legend>Not in my mail</legend>
          <Area {...form} name="muteWords" rows={2}>
            A line each. A paper that holds one is nowhere in your mail.
          </Area>
          <Area {...form} name="muteAuthors" rows={2}>
            A line each
          </Area>
          <Ticks {...form} side="mute" />
          <Area {...form} name="muteCategories" rows={1}>
            Such as cs.CR
          </Area>
        </fieldset>
      </details>
      <fieldset class="part">
        <legend>Your mail</legend>
        <div>
          <label for="cards">{LABELS.cards}, at most</label>
          <select id="cards" name="cards" {...marked('cards', faults)}>
            {Array.from({ length: CARDS.most + 1 }, (_, n) => (
              <Option text={n === 0 ? 'none' : String(n)} value={n} chosen={said.cards ?? ''} />
            ))}
          </select>
          <Fault field="cards" faults={faults} />
        </div>
        <div>
          <Tick said={said} name="outside" label="One of them may be from outside what I follow" />
          <Tick said={said} name="fromVotes" label="Learn from my votes, too" />
          <Tick said={said} name="only" label="Only “For you”: nothing else, and no mail on a day without any" />
        </div>
      </fieldset>
      <button name="do" value="save">
        Save
      </button>
    </form>
  );
}

const mutes = (said: Sent) => FILTER_SUBJECTS.some((subject) => said[subjectField('mute', subject)]);

type AreaName = 'words' | 'authors' | 'categories' | 'papers' | 'muteWords' | 'muteAuthors' | 'muteCategories';
type AreaProps = { name: AreaName; said: Sent; faults: Faults; rows: number; children: Markup };

/** A field of many lines, with a hint. It starts with a line break, because browsers drop the first one. */
const Area = ({ name, said, faults, rows, children }: AreaProps) => (
  <div>
    <label for={name}>{LABELS[name]}</label>
    <p class="hint" id={`${name}-hint`}>
      {children}
    </p>
    <textarea
      id={name}
      name={name}
      rows={rows}
      dir="auto"
      autocomplete="off"
      spellcheck={false}
      aria-describedby={`${name}-hint`}
      {...marked(name, faults)}
    >
      {`\n${(said[name] ?? '').slice(0, SHOWN)}`}
    </textarea>
    <Fault field={name} faults={faults} />
  </div>
);

const Ticks = ({ side, said, faults }: { side: Side; said: Sent; faults: Faults }) => (
  <fieldset>
    <legend>
      {LABELS.subjects}
      {side === 'mute' && ' to mute'}
    </legend>
    <div class="ticks">
      {FILTER_SUBJECTS.map((subject) => (
        <label>
          <input {...tickBox(subjectField(side, subject), said)} /> {SUBJECTS[subject]}
        </label>
      ))}
    </div>
    {side === 'follow' && <Fault field="subjects" faults={faults} />}
  </fieldset>
);

const Tick = ({ name, label, said }: { name: string; label: string; said: Sent }) => (
  <label class="tick">
    <input {...tickBox(name, said)} /> {label}
  </label>
);

const tickBox = (name: string, said: Sent) => ({ type: 'checkbox', name, value: 'yes', checked: said[name] === 'yes' });

const Suggestions = ({ found }: { found: readonly Completion[] }) =>
  found.length === 0 ? (
    <p role="status">Nothing of that name in the last weeks’ papers. You can still follow it below.</p>
  ) : (
    <div role="status">
      <fieldset>
        <legend>Found: tick what to follow, then save</legend>
        <div class="ticks">
          {found.map(({ kind, name, papers }, i) => (
            <label>
              <input type="checkbox" name={`add-${i}`} value={`${kind} ${name}`} />{' '}
              <span>
                <bdi>{name}</bdi> <span class="soft">{papers}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
    </div>
  );

/** Says what became of the papers in a form that was saved. */
function Outcome({ added, missing, beyond, words }: Examples & { words: Words }) {
  const shown = missing.slice(0, 50);
  return (
    <div role="status">
      <p class="lead">
        Your next mail uses this.
        {added > 0 && ` ${words.counted(added, 'paper')} added to your examples.`}
      </p>
      {shown.length > 0 && (
        <>
          <p>Not added, because they are not among the papers that came here so far:</p>
          <ul class="told">
            {shown.map((one) => (
              <li dir="auto">{one}</li>
            ))}
          </ul>
          {missing.length > shown.length && <p>And {words.number(missing.length - shown.length)} more.</p>}
        </>
      )}
      {beyond > 0 && (
        <p>
          {words.counted(beyond, 'paper')} left out: no more than {MOST_EXAMPLES} are kept.
        </p>
      )}
    </div>
  );
}

/** Papers that a reader can name, in all. */
export const MOST_EXAMPLES = 300;

export const interestsErasedPage = (token: string, votes: boolean) =>
  notePage(
    'Erased',
    <>
      <p class="lead">
        What you follow and mute, the papers you named and what was learned are deleted{votes && ', and so are your votes'}. Your
        mail is the same as everybody’s again.
      </p>
      <p>
        <a href={`/interests?token=${token}`}>What I follow</a>
      </p>
    </>,
  );
