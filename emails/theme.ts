import type { CSSProperties } from 'react';

/** Ink on newsprint, by day and by night. Text on paper has a contrast of at least 4.5 : 1 in every pair. */
const light = { paper: '#fdfcf9', ink: '#1d1b18', soft: '#625c52', rule: '#d9d3c6', accent: '#8c2318' };
const dark = { paper: '#181715', ink: '#ece7dc', soft: '#aea799', rule: '#413d36', accent: '#f0a392' };

/** The one colour of a publication, by day and by night, if it has chosen its own. */
type Accent = { light: string; dark: string };
const OWN: Accent = { light: light.accent, dark: dark.accent };

const serif = 'Georgia,serif';
const sans = 'Arial,sans-serif';

/** What must hold even where a client drops the style sheet: colours, faces, the width of the column, the button. */
export const styles = {
  body: { margin: 0, backgroundColor: light.paper },
  paper: { padding: '20px', backgroundColor: light.paper, color: light.ink, font: `16px/1.6 ${serif}` },
  page: { maxWidth: '600px' },
  preview: { display: 'none', fontSize: '1px', maxHeight: 0, overflow: 'hidden' },
  button: ({ light: backgroundColor }: Accent = OWN) => ({
    padding: '14px 26px',
    backgroundColor,
    color: light.paper,
    fontFamily: sans,
    fontSize: '16px',
    fontWeight: 700,
    borderRadius: '3px',
  }),
} satisfies Record<string, CSSProperties | ((accent?: Accent) => CSSProperties)>;

/**
 * The style sheet. Cards and titles repeat up to a hundred times, so their look is written once here: a mail of half the
 * size, and where a client drops it (Gmail for foreign accounts) the browser's own headings and paragraphs remain.
 * Outlook for Windows knows no max-width and no media queries: it keeps the first width of `.page`.
 */
export const sheet = (accent: Accent = OWN): string =>
  `
:root{color-scheme:light dark}
.page{width:600px}
.preview{mso-hide:all}
td{font:16px/1.6 ${serif};color:${light.ink};word-break:break-word}
h1,h2,p,ol,ul{margin:0}
h1{font-size:44px;line-height:1.1;letter-spacing:-1px}
h2{font-size:21px;line-height:1.3}
a{color:${accent.light}}
h2 a,ol a{color:${light.ink};text-decoration:none}
.head{padding:0 0 14px;border-bottom:3px double ${light.ink}}
.line,.brief,.card{border-bottom:1px solid ${light.rule}}
.line{padding:9px 0}
.line,.by,.foot{font:13px/1.55 ${sans};color:${light.soft}}
.head,.line{text-align:center}
.brief{padding:18px 0;font-size:15px}
.desk{margin-bottom:10px;font-style:italic}
.day{padding:26px 0 8px;border-bottom:1px solid ${light.ink}}
.card{padding:22px 0 24px}
.card p{margin-top:9px}
.lead h2{font-size:29px;line-height:1.2}
.lead p{font-size:18px}
.minor h2{font-size:18px}
@media (max-width:480px){
h1{font-size:36px}
.lead h2{font-size:25px}
.lead p{font-size:17px}
}
td .more{font-size:15px;color:${light.soft}}
td .by{margin-top:5px;font-size:13px}
.by a{unicode-bidi:isolate}
.also{padding:24px 0 10px}
.also h2,.day h2{font:700 13px/1.4 ${sans};letter-spacing:1px;text-transform:uppercase;color:${accent.light}}
ol,ul{margin:12px 0 20px;padding:0}
ul{list-style:none}
li{margin:0 4px 8px 30px;line-height:1.4;font-size:15px;color:${light.soft};break-inside:avoid}
ul li{margin:0 0 8px;font:13px/1.5 ${sans}}
.rest{margin-bottom:24px}
.foot{padding:20px 0 10px;border-top:3px double ${light.ink}}
.note{padding:26px 0 10px}
.foot p,.note p,.note h2{margin-bottom:12px}
@media screen{.page{width:100%}}
@media (min-width:600px){ol,ul{column-count:2;column-gap:28px}}
@media (prefers-color-scheme:dark){
body,td{background-color:${dark.paper}!important;color:${dark.ink}!important}
h1,h2 a,ol a{color:${dark.ink}}
a,.also h2,.day h2{color:${accent.dark}}
.line,.by,.foot,td .more,li{color:${dark.soft}!important}
.head,.foot,.day{border-color:${dark.ink}}
.line,.brief,.card{border-color:${dark.rule}}
.button{background-color:${accent.dark}!important;color:${dark.paper}!important}
}`
    .trim()
    .replaceAll('\n', '');
