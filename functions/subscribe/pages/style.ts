import { ACCENT, type Accent, DAY, NIGHT } from '../../contract/colours.ts';

const colours = ({ paper, field, ink, soft, rule, edge }: Record<keyof typeof NIGHT, string>, link: string) =>
  `--paper:${paper};--field:${field};--ink:${ink};--soft:${soft};--rule:${rule};--edge:${edge};--link:${link}`;

/**
 * The style sheet of a page of this look, in its publisher's colour. A string, as neither Node nor Vite reads a style sheet as
 * text.
 */
export const sheet = (look: Look, { light, dark }: Accent = ACCENT): string =>
  `:root{color-scheme:light dark;--sans:Helvetica,Arial,sans-serif;${colours(DAY, light)}}@media(prefers-color-scheme:dark){:root{${colours(NIGHT, dark)}}}${COMMON}${LOOKS[look]}`;

/**
 * The mails' own look: a masthead between rules, serif text, ink on newsprint, one colour besides. No font, image or sheet is
 * fetched.
 */
const COMMON = rules(`
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.6 Charter,'Bitstream Charter','Iowan Old Style',Georgia,Cambria,'Times New Roman',serif}
.page{max-width:44rem;margin:0 auto;padding:0 1.25rem}
.wide{max-width:64rem}
a{color:var(--link);text-decoration-thickness:1px;text-underline-offset:.18em}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--paper);padding:.25rem .5rem}
header{text-align:center;padding-top:2rem}
.name{display:block;font-size:clamp(2.25rem,9vw,4rem);line-height:1.1;letter-spacing:-.015em;font-weight:700;color:inherit;text-decoration:none;overflow-wrap:anywhere}
.strap{display:flex;flex-wrap:wrap;gap:0 1.5rem;justify-content:space-between;align-items:center;margin:1rem 0 0;padding:.1rem 0;border-top:3px double var(--ink);border-bottom:1px solid var(--rule);font:.875rem/1.6 var(--sans);color:var(--soft)}
main{padding:2.25rem 0 3rem;overflow-wrap:anywhere}
h1{font-size:clamp(1.6rem,5vw,2.125rem);line-height:1.2;letter-spacing:-.01em;margin:0 0 .75rem;text-wrap:balance}
h2{font-size:1.25rem;line-height:1.3;margin:0 0 .4rem;text-wrap:pretty}
p{margin:0 0 1rem;text-wrap:pretty}
.lead{font-size:1.1875rem}
:is(p,h3,.soft,footer) a{padding:.3rem 0}
.soft,footer{color:var(--soft);font:.875rem/1.6 var(--sans)}
button{font:700 1rem/1.5 var(--sans);min-height:3rem;padding:.75rem 2rem;border:0;border-radius:3px;background:var(--link);color:var(--paper);cursor:pointer}
button:hover{background:var(--ink)}
.plain{background:none;color:var(--link);border:1px solid var(--edge)}
.plain:hover{background:none;color:var(--ink)}
footer{border-top:1px solid var(--rule);padding:1rem 0 2.5rem}
ul,ol{margin:0;padding:0;list-style:none}
`);

const FORM = rules(`form{display:grid;gap:1.25rem;margin-top:1.75rem}
.more{border-top:1px solid var(--rule);margin-top:2.5rem;padding-top:1.5rem}
.more form{margin-top:1rem}
.more button{justify-self:start}
fieldset{border:0;margin:0;padding:0;min-width:0}
label,legend{display:block;font-weight:700;padding:0;margin-bottom:.3rem}
input:is([type=text],[type=email],[type=date],[type=search],[type=file]),select,textarea{width:100%;font:inherit;color:inherit;border:1px solid var(--edge);border-radius:3px;background:var(--field);padding:.6rem .75rem;min-height:3rem}
.choice{display:flex;flex-wrap:wrap;gap:.5rem 1.75rem;align-items:center;min-height:3rem}
.choice label{display:flex;align-items:center;gap:.5rem;font-weight:400;margin:0;min-height:2.75rem}
input:is([type=radio],[type=checkbox]){width:1.2rem;height:1.2rem;margin:0;accent-color:var(--link)}
.fault{display:block;color:var(--link);font-weight:700;margin:.35rem 0 0}
:is(input,select,textarea)[aria-invalid]{border:2px solid var(--link)}
`);

/** When mail comes. */
const SCHEDULE = rules(`
.pair{display:grid;gap:1.25rem}
@media(min-width:34rem){.pair{grid-template-columns:9rem minmax(0,1fr)}}
.choice select{width:auto;flex:1 1 9rem}
.choice:has([value=daily]:checked) .weekday{display:none}
`);

const FOLDED = rules(`
summary{padding:.6rem 0;color:var(--link);cursor:pointer}
textarea{display:block;resize:vertical}
`);

const LINES = rules(`
.lines li{padding:.75rem 0;border-top:1px solid var(--rule)}
.lines a{display:block;font-weight:700;line-height:1.35;color:inherit;text-decoration-color:var(--edge)}
.lines a:hover{color:var(--link)}
`);

/** A masthead with a link to subscribe. */
const STRAP = rules(`
.strap span{margin-right:auto}
@media(max-width:30rem){.strap span{display:none}}
`);

/** Pages have no more rules than they need: all of them are most of the 15 KB that a page may weigh. */
const LOOKS = {
  /** A page that says one thing. */
  note: rules(`
main{text-align:center;max-width:34rem;margin:0 auto;padding-top:3.5rem}
form{margin:1.75rem 0}
pre{font:inherit;text-align:start;white-space:pre-wrap}
.buttons{display:flex;flex-wrap:wrap;gap:1rem;justify-content:center;margin:1.25rem 0 1.75rem}
.buttons form{margin:0}
.ballot li{padding:1rem 0;border-top:1px solid var(--rule)}
.ballot p{margin:0 0 .5rem}
.ballot .buttons{margin:0}
`),
  text: rules(`
dt{font-weight:700}
dd{margin:0 0 1rem}
main h2{margin-top:2rem}
code{font-size:.875rem;color:var(--soft)}
`),
  form: FORM + SCHEDULE,
  account: FORM + LINES,
  front:
    FORM +
    SCHEDULE +
    rules(`
.front{display:grid;gap:2rem}
@media(min-width:56rem){.front{grid-template-columns:minmax(0,25rem) minmax(0,1fr);gap:3rem}.latest{border-left:1px solid var(--rule);padding-left:3rem}}
.join form{margin-top:1.25rem;gap:1rem}
.when summary{padding:.6rem 0;font:.9375rem/1.5 var(--sans);cursor:pointer}
.when[open] summary .shut{display:none}
.when u{color:var(--link)}
.when>div{display:grid;gap:1.25rem;padding:.5rem 0 1rem}
.latest li{padding:.9rem 0;border-top:1px solid var(--rule);line-height:1.45}
.latest li a{display:block;font-weight:700;line-height:1.3;color:inherit;text-decoration-color:var(--edge);margin-bottom:.2rem}
.latest li span{display:block}
.latest li:first-child a{font-size:1.375rem}
.latest li a:hover{color:var(--link)}
`),
  edition:
    FORM +
    STRAP +
    rules(`
.editor{border-left:3px solid var(--edge);padding-left:1rem}
.day{margin:0}
.subject{font:700 .75rem/1.4 var(--sans);letter-spacing:.08em;text-transform:uppercase;color:var(--link);margin:2rem 0 0;padding-bottom:.4rem;border-bottom:1px solid var(--ink)}
.chips{display:flex;gap:.4rem;overflow-x:auto;margin:0 -1.25rem;padding:.9rem 1.25rem}
.chips a{flex:none;padding:.45rem .75rem;border:1px solid var(--edge);border-radius:2rem;font:.875rem/1.4 var(--sans);color:inherit;text-decoration:none}
@media(min-width:48rem){.chips{flex-wrap:wrap;overflow:visible}}
.around{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.25rem 1rem;margin:0;font:.9375rem/1.6 var(--sans)}
.around a{display:inline-block;padding:.3rem 0}
.offer{margin:2rem 0;padding:1.25rem;border:1px solid var(--edge)}
.offer form{margin:0}
.titles li{padding:.4rem 0}
.all{margin:.75rem 0 2rem;font:.9375rem/1.6 var(--sans)}
.papers>li{padding:1.5rem 0;border-bottom:1px solid var(--rule)}
.papers h3{font-size:1.25rem;line-height:1.25;margin:0 0 .4rem;text-wrap:pretty}
.papers>li:first-child h3{font-size:1.625rem;line-height:1.2}
.papers h3 a{color:inherit;text-decoration-color:var(--edge)}
.papers h3 a:hover{color:var(--link)}
.papers p{margin-bottom:.5rem}
.found{border-inline-start:2px solid var(--link);padding-inline-start:.75rem}
.meta{color:var(--soft);font:.875rem/1.55 var(--sans)}
.links{font:.9375rem/1.4 var(--sans)}
.links a{display:inline-block;padding:.45rem 0;margin-inline-end:1.25rem}
summary{width:fit-content;color:var(--link);font:.9375rem/1.6 var(--sans);cursor:pointer}
.fold{border-bottom:1px solid var(--rule)}
.fold>summary{width:auto;padding:.55rem 0;color:inherit;font:inherit;line-height:1.35}
.fold>summary b{font-size:1.0625rem}
.fold>summary:hover b{color:var(--link)}
.fold>summary span{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden;margin-top:.15rem;color:var(--soft);font-size:.9375rem;line-height:1.4}
.fold[open]>summary span{display:block}
.many .fold>summary{padding:.65rem 0}
.many .fold:not([open])>summary span{display:none}
.fold>div{padding-bottom:1rem}
`),
  archive:
    FORM +
    STRAP +
    LINES +
    rules(`
.lines+h2{margin-top:2.25rem}
.turn{display:flex;justify-content:space-between;align-items:baseline;gap:1rem;margin:0 0 .5rem}
.turn h2{margin:0}
table{width:100%;border-collapse:collapse;overflow-wrap:normal;max-width:30rem;table-layout:fixed;margin:0 auto 2.25rem;font:.9375rem/1 var(--sans);text-align:center}
th{font-weight:400;color:var(--soft);padding:.6rem 0}
td{height:3rem;padding:1px;color:var(--soft)}
td a{display:grid;place-content:center;min-height:2.75rem;font-weight:700;border:1px solid var(--rule);border-radius:3px;text-decoration:none}
td a:hover{border-color:var(--link)}
td .week{font-size:.75rem;font-weight:400}
.find{display:flex;flex-wrap:wrap;gap:.75rem;align-items:end;margin:0 0 1.75rem}
.find div{flex:1 1 9rem}
.find button{padding:.75rem 1.25rem}
.find label{font:.875rem/1.6 var(--sans);color:var(--soft);margin:0}
`),
  follow:
    FORM +
    FOLDED +
    rules(`
.hint{color:var(--soft);font:.875rem/1.5 var(--sans);margin:0 0 .4rem}
.ticks{display:grid;grid-template-columns:repeat(auto-fill,minmax(14rem,1fr));column-gap:1.5rem}
.ticks label,.tick{display:flex;align-items:center;gap:.6rem;font-weight:400;margin:0;min-height:2.75rem}
.ticks input,.tick input{flex:none}
.seek{display:grid;gap:.6rem}
@media(min-width:34rem){.seek{grid-template-columns:minmax(0,1fr) auto}}
.part{border-top:1px solid var(--rule);padding-top:1.25rem}
.part>*+*{margin-top:1.1rem}
.part>legend{float:left;width:100%;font-size:1.25rem;line-height:1.3;margin:0}
.part>legend+*{clear:both;padding-top:.6rem}
.told{margin-bottom:1rem}
.told,.told ul{list-style:disc;padding-left:1.25rem}
.told li{padding:.2rem 0}
`),
  picks:
    FORM +
    rules(`
main h2{margin-top:2rem}
.picks li{display:grid;gap:.5rem 1.5rem;padding:1rem 0;border-top:1px solid var(--rule)}
.picks p,.picks form{margin:0}
.picks button{justify-self:start}
@media(min-width:34rem){.picks li{grid-template-columns:minmax(0,1fr) auto}}
`),
  desk:
    FORM +
    FOLDED +
    rules(`
.buttons{display:flex;flex-wrap:wrap;gap:.5rem;margin:.75rem 0 1rem}
.buttons form{margin:0}
@media(min-width:34rem){form>button{justify-self:start}}
html{scroll-padding-top:7rem}
.rooms ul{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 .9rem;max-width:26rem;font:.9375rem/1.5 var(--sans);margin-bottom:2rem}
.rooms a{display:block;padding:.6rem 0}
.rooms [aria-current]{color:var(--ink);font-weight:700;text-decoration:none}
.done{position:sticky;top:0;background:var(--paper);border-left:3px solid var(--link);padding:.5rem 1rem;margin:0 0 1.5rem}
.done bdi{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}
.rows{margin:1.5rem 0}
.rows li,.places>li{padding:.75rem 0;border-top:1px solid var(--rule);line-height:1.45}
.rows a,.title{font-weight:700;color:inherit;text-decoration-color:var(--edge)}
.every{display:block;margin:0}
.every h3{font-size:1.0625rem;margin:1.5rem 0 .25rem}
.places>li{padding:1rem 0}
.places .buttons{margin-top:.6rem}
.places button{min-height:2.75rem;padding:.4rem 1rem;font-size:.9375rem}
blockquote{margin:0 0 1rem;padding-left:1rem;border-left:1px solid var(--rule)}
.scroll{overflow-x:auto}
.scroll table{width:100%}
table{min-width:16rem;overflow-wrap:normal;border-collapse:collapse;font:.9375rem/1.4 var(--sans)}
th,td{text-align:left;padding:.5rem .75rem .5rem 0;border-top:1px solid var(--rule);vertical-align:top}
thead th{border:0;color:var(--soft);font-weight:400}
.n{text-align:right;white-space:nowrap}
tbody th{font-weight:400}
.chart{display:block;width:100%;max-width:30rem;height:auto;margin:0 0 1rem}
.chart .came{fill:var(--link)}
.chart .left{fill:var(--soft)}
.chart path{stroke:var(--ink);fill:none}
`),
};

/** What a page looks like besides what all have in common. */
export type Look = keyof typeof LOOKS;

function rules(css: string): string {
  return css.replaceAll('\n', '');
}
