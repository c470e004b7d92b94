import { html } from 'hono/html';
import { CARDS, type Interests, NAMED_SUBJECTS, type Named, NO_INTERESTS } from '../../domain/interests/interests.ts';
import type { Reader } from '../../domain/reader.ts';
import { SUBJECTS } from '../../domain/subject.ts';
import type { Cast } from '../../domain/vote.ts';
import type { Faults } from '../forms.ts';
import { type Sent, type Side, sentFrom, subjectField, versionOf } from '../interests-form.ts';
import type { Suggestion } from '../suggest.ts';
import { alarm, FORM_STYLE, fault, LABELS, mark, on, option } from './form.ts';
import { commas, hidden, type Markup, notePage, type Page } from './layout.ts';
import type { Words } from './words.ts';

/** What became of papers that were named: how many are examples now, which are not in the store, and how many were too many. */
export type Examples = { added: number; missing: readonly string[]; beyond: number };

/** `sent` is what a form says that was not saved; `found` what a search brought. */
type InterestsProps = {
  token: string;
  reader: Reader;
  votes: readonly Cast[];
  words: Words;
  sent?: Sent;
  faults?: Faults;
  found?: readonly Suggestion[];
  saved?: Examples;
};

const STYLE = `${FORM_STYLE}
textarea{display:block;resize:vertical}
.hint{color:var(--soft);font:.875rem/1.5 var(--sans);margin:0 0 .4rem}
.ticks{display:grid;grid-template-columns:repeat(auto-fill,minmax(14rem,1fr));column-gap:1.5rem}
.ticks label,.tick{display:flex;align-items:center;gap:.6rem;font-weight:400;margin:0;min-height:2.75rem}
.ticks input,.tick input{flex:none}
.seek{display:grid;gap:.6rem}
@media(min-width:34rem){.seek{grid-template-columns:minmax(0,1fr) auto}}
fieldset.part{border-top:1px solid var(--rule);padding-top:1.25rem}
.part>*+*{margin-top:1.1rem}
.part>legend{float:left;width:100%;font-size:1.25rem;line-height:1.3;margin:0}
.part>legend+*{clear:both;padding-top:.6rem}
summary{cursor:pointer;color:var(--link);min-height:2.75rem;padding:.5rem 0}
.told{margin-bottom:1rem}
.told,.told ul{list-style:disc;padding-left:1.25rem}
.told li{padding:.2rem 0}
`.replaceAll('\n', '');

/** Characters of a text that are shown again, if somebody pastes a book; and of what is looked for. */
const [SHOWN, MOST_FIND] = [10_000, 100];

/** Behind the link to an account: what a reader says they work on, all that is known of it, and a way to forget it. */
export function interestsPage({ token, reader, votes, words, sent, faults = {}, found, saved }: InterestsProps): Page {
  const said = sent ?? sentFrom(reader.interests ?? NO_INTERESTS);
  return {
    title: 'What I follow',
    style: STYLE,
    body: html`<h1>${saved ? 'Saved' : 'What I follow'}</h1>
${saved ? outcome(saved, words) : html`<p class="lead">${reader.status === 'active' ? LEAD : ENDED}</p>`}
${alarm(faults)}
${reader.status === 'active' ? form(token, reader, said, faults, found) : ''}
<section class="more">
<h2>What is known of you</h2>
<details><summary>Show me what you know</summary>${known(reader, votes, words)}</details>
<p><a href="/picks?token=${token}">My picks: votes and papers I named</a></p>
</section>
<section class="more">
<h2>Forget it all</h2>
<p>What you follow and mute, the papers you named and what was learned are deleted at once.${reader.status === 'active' ? ' Your subscription goes on.' : ''}</p>
<form method="post" action="/interests/forget">
${hidden({ token })}
<div>${tick('votes', 'My votes, too', {})}</div>
<button class="plain">Forget it all</button>
</form>
</section>
<p class="more soft"><a href="/account?token=${token}">Back to your account</a></p>`,
  };
}

const LEAD = 'Your mail then begins with “For you”: the papers of the day you would not want to miss, each with the reason why.';
const ENDED = 'Your subscription has ended. What is still known of your work is below, and can be forgotten.';

function form(token: string, reader: Reader, said: Sent, faults: Faults, found?: readonly Suggestion[]): Markup {
  const wrong = Object.keys(faults).length > 0;
  const muted = ['muteWords', 'muteAuthors', 'muteCategories'].some((name) => said[name]) || wrong || mutes(said);
  return html`<form method="post" action="/interests" enctype="multipart/form-data">
${hidden({ token, before: said.before || versionOf(reader.interests) })}
<fieldset class="part"><legend>Follow</legend>
<div>
<label for="find">Find authors and categories of the last weeks’ papers</label>
<div class="seek"><input type="search" id="find" name="find" maxlength="${MOST_FIND}" autocomplete="off" value="${(said.find ?? '').slice(0, MOST_FIND)}"${mark('find', faults)}>
<button class="plain" name="do" value="find">Find</button></div>
${fault('find', faults)}
</div>
${found ? suggestions(found) : ''}
${area('words', said, faults, 'A line each, such as speculative decoding. A paper that holds one is always in.', 3)}
${area('authors', said, faults, 'A line each, as on their papers. Their papers are always in.', 3)}
${ticks('follow', said, faults)}
${area('categories', said, faults, 'Such as cs.RO, q-bio.NC', 1)}
</fieldset>
<fieldset class="part"><legend>Papers like these</legend>
<p class="hint">Papers you wrote, cite or like: what they have in common is learned from them.</p>
${area('papers', said, faults, 'arXiv ids, DOIs, links or titles', 4)}
<div>
<label for="file">${LABELS.file} (.bib, .ris or .csv, up to 1 MB)</label>
<input type="file" id="file" name="file" accept=".bib,.ris,.csv,.txt"${mark('file', faults)}>
${fault('file', faults)}
</div>
</fieldset>
<details${muted ? html` open` : ''}><summary>Mute something</summary>
<fieldset class="part"><legend>Not in my mail</legend>
${area('muteWords', said, faults, 'A line each. A paper that holds one is nowhere in your mail.', 2)}
${area('muteAuthors', said, faults, 'A line each', 2)}
${ticks('mute', said, faults)}
${area('muteCategories', said, faults, 'Such as cs.CR', 1)}
</fieldset></details>
<fieldset class="part"><legend>Your mail</legend>
<div>
<label for="cards">${LABELS.cards}, at most</label>
<select id="cards" name="cards"${mark('cards', faults)}>${Array.from({ length: CARDS.most + 1 }, (_, n) => option(n === 0 ? 'none' : String(n), said.cards ?? '', n))}</select>
${fault('cards', faults)}
</div>
<div>
${tick('outside', 'One of them may be from outside what I follow', said)}
${tick('fromVotes', 'Learn from my votes, too', said)}
${tick('only', 'Only “For you”: nothing else, and no mail on a day without any', said)}
</div>
</fieldset>
<button name="do" value="save">Save</button>
</form>`;
}

const mutes = (said: Sent) => NAMED_SUBJECTS.some((subject) => said[subjectField('mute', subject)]);

type AreaName = 'words' | 'authors' | 'categories' | 'papers' | 'muteWords' | 'muteAuthors' | 'muteCategories';

const area = (name: AreaName, said: Sent, faults: Faults, hint: string, rows: number): Markup => html`<div>
<label for="${name}">${LABELS[name]}</label>
<p class="hint" id="${name}-hint">${hint}</p>
<textarea id="${name}" name="${name}" rows="${rows}" dir="auto" autocomplete="off" spellcheck="false"${faults[name] ? mark(name, faults) : html` aria-describedby="${name}-hint"`}>
${(said[name] ?? '').slice(0, SHOWN)}</textarea>
${fault(name, faults)}
</div>`;

const ticks = (side: Side, said: Sent, faults: Faults): Markup => html`<fieldset>
<legend>${LABELS.subjects}${side === 'mute' ? ' to mute' : ''}</legend>
<div class="ticks">${NAMED_SUBJECTS.map((subject) => {
  const name = subjectField(side, subject);
  return html`<label><input type="checkbox" name="${name}" value="yes"${on('checked', said[name] === 'yes')}> ${SUBJECTS[subject]}</label>`;
})}</div>
${side === 'follow' ? fault('subjects', faults) : ''}
</fieldset>`;

const tick = (name: string, label: string, said: Sent): Markup =>
  html`<label class="tick"><input type="checkbox" name="${name}" value="yes"${on('checked', said[name] === 'yes')}> ${label}</label>`;

const suggestions = (found: readonly Suggestion[]): Markup =>
  found.length === 0
    ? html`<p role="status">Nothing of that name in the last weeks’ papers. You can still follow it below.</p>`
    : html`<div role="status"><fieldset><legend>Found: tick what to follow, then save</legend>
<div class="ticks">${found.map(
        ({ kind, name, papers }, i) =>
          html`<label><input type="checkbox" name="add-${i}" value="${kind} ${name}"> <span><bdi>${name}</bdi> <span class="soft">${papers}</span></span></label>`,
      )}</div>
</fieldset></div>`;

/** What was done with the papers of a form that was saved. */
function outcome({ added, missing, beyond }: Examples, words: Words): Markup {
  const shown = missing.slice(0, 50);
  return html`<div role="status">
<p class="lead">From your next mail on.${added > 0 ? ` ${words.counted(added, 'paper')} added to your examples.` : ''}</p>
${
  shown.length > 0
    ? html`<p>Not among the papers that came here so far, and therefore not added:</p>
<ul class="told">${shown.map((one) => html`<li dir="auto">${one}</li>`)}</ul>
${missing.length > shown.length ? html`<p>And ${words.counted(missing.length - shown.length, 'more')}.</p>` : ''}`
    : ''
}
${beyond > 0 ? html`<p>${words.counted(beyond, 'paper')} left out: no more than ${MOST_EXAMPLES} are kept.</p>` : ''}
</div>`;
}

/** Papers that a reader can name, in all. */
export const MOST_EXAMPLES = 300;

/** All that is stored of what a reader works on, in plain words. */
function known({ interests, learned }: Reader, votes: readonly Cast[], words: Words): Markup {
  const said = interests ?? NO_INTERESTS;
  const examples = votes.filter(({ kind }) => kind === 'example');
  const good = votes.filter(({ kind }) => kind === 'good').length;
  const not = votes.filter(({ kind }) => kind === 'not').length;
  const lines = [...listed('You follow', said.follow), ...listed('You mute', said.mute)];
  return html`<ul class="told">
${lines.length > 0 ? lines.map((line) => html`<li>${line}</li>`) : html`<li>You have not said what you follow or mute.</li>`}
<li>${mailOf(said)}</li>
<li>You voted ${words.counted(good, 'paper')} a good pick, and ${words.counted(not, 'paper')} not for you. Your own mail ${said.fromVotes ? 'learns from that' : 'does not learn from that'}.</li>
<li>${examples.length > 0 ? `You named ${words.counted(examples.length, 'paper')}:` : 'You named no papers.'}${examples.length > 0 ? html`<ul>${examples.map(({ title, paperId }) => html`<li dir="auto">${title ?? paperId}</li>`)}</ul>` : ''}</li>
<li>${learned ? html`Learned from this, on ${words.day(learned.at.slice(0, 10))}: papers for you tend to hold these words, and some hundred more: ${commas(learned.about.map((word) => html`<bdi>${word}</bdi>`))}.` : 'Nothing has been learned from this so far.'}</li>
</ul>
<p>Nothing else, and no page or mail tells us what you open or read. <a href="/privacy">What is stored, and how long</a></p>`;
}

function listed(verb: string, { words, authors, subjects, categories }: Named): Markup[] {
  const names = {
    'the words': words,
    'the authors': authors,
    'the subjects': subjects.map((id) => SUBJECTS[id]),
    'the arXiv categories': categories,
  };
  return Object.entries(names).flatMap(([what, each]) =>
    each.length > 0 ? [html`${verb} ${what} ${commas(each.map((name) => html`“<bdi>${name}</bdi>”`))}.`] : [],
  );
}

function mailOf({ cards, outside, only }: Interests): string {
  if (cards === 0) return 'Your mail has no “For you”.';
  const most = `Up to ${cards} ${cards === 1 ? 'paper' : 'papers'} “For you”${outside ? ', of which one may be from outside' : ''}.`;
  return only ? `${most} Nothing else is in your mail.` : most;
}

export const interestsForgottenPage = (token: string, votes: boolean) =>
  notePage(
    'Forgotten',
    html`<p class="lead">What you follow and mute, the papers you named and what was learned are deleted${votes ? ', and so are your votes' : ''}. Your mail is the common one again.</p>
<p><a href="/interests?token=${token}">What I follow</a></p>`,
  );
