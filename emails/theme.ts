import type { CSSProperties } from 'react';

/** Ink on newsprint, by day and by night. Text on paper has a contrast of at least 4.5 : 1 in every pair. */
const light = { paper: '#fdfcf9', ink: '#1d1b18', soft: '#625c52', rule: '#d9d3c6', accent: '#8c2318' };
const dark = { paper: '#181715', ink: '#ece7dc', soft: '#aea799', rule: '#413d36', accent: '#f0a392' };

const serif = 'Georgia,Times New Roman,serif';
const sans = 'Helvetica,Arial,sans-serif';

/** What must hold even where a client drops the style sheet: colours, faces, the width of the column, the button. */
export const styles = {
  body: { margin: 0, backgroundColor: light.paper, color: light.ink, fontFamily: serif, fontSize: '16px', lineHeight: '1.6' },
  page: { maxWidth: '640px', padding: '20px' },
  preview: { display: 'none', maxHeight: 0, overflow: 'hidden' },
  button: {
    padding: '14px 26px',
    backgroundColor: light.accent,
    color: light.paper,
    fontFamily: sans,
    fontSize: '16px',
    fontWeight: 700,
    borderRadius: '3px',
  },
} satisfies Record<string, CSSProperties>;

/**
 * The style sheet. Cards and titles repeat up to a hundred times, so their look is written once here: a mail of half the
 * size, and where a client drops it (Gmail for foreign accounts) the browser's own headings and paragraphs remain.
 * Outlook for Windows knows no max-width and no media queries: it keeps the first width of `.page`.
 */
export const sheet = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
.page{width:640px}
.preview{mso-hide:all}
td{font:16px/1.6 ${serif};color:${light.ink};overflow-wrap:anywhere;word-break:break-word}
h1,h2,p,ol{margin:0}
h1{font-size:44px;line-height:1.1;letter-spacing:-1px}
h2{font-size:21px;line-height:1.3}
a{color:${light.accent}}
h2 a,li a{color:${light.ink};text-decoration:none}
h2 a:hover,li a:hover{text-decoration:underline}
.head{padding:0 0 14px;border-bottom:3px double ${light.ink};text-align:center}
.line{padding:9px 0;border-bottom:1px solid ${light.rule}}
.line,.by,.facts,.foot{font:13px/1.55 ${sans};color:${light.soft}}
.card{padding:22px 0 24px;border-bottom:1px solid ${light.rule}}
.lead h2{font-size:29px;line-height:1.2}
.card p{margin-top:9px}
.lead p{font-size:18px}
.card .by,.card .facts{margin-top:6px;font-size:13px}
.card .facts{margin-top:11px}
.facts a{unicode-bidi:isolate}
.also{padding:24px 0 26px}
.also h2{font:700 13px/1.4 ${sans};letter-spacing:1px;text-transform:uppercase;color:${light.accent}}
ol{margin:12px 0 20px;padding:0 0 0 34px}
li{margin:0 0 11px;padding:0 0 0 4px;line-height:1.45;color:${light.soft}}
.foot{padding:20px 0 10px;border-top:3px double ${light.ink}}
.foot p{margin-bottom:9px}
.note{padding:26px 0 10px}
.note p{margin-bottom:16px}
@media screen{.page{width:100%}}
@media screen and (max-width:480px){
h1{font-size:36px}
.lead h2{font-size:25px}
.lead p{font-size:17px}
.line{display:block;padding-bottom:0;border:0;text-align:center}
.line+.line{padding:0 0 9px;border-bottom:1px solid ${light.rule}}
}
@media (prefers-color-scheme:dark){
body,td{background:${dark.paper}!important;color:${dark.ink}!important}
h1,h2 a,li a{color:${dark.ink}}
a,.also h2{color:${dark.accent}}
.line,.by,.facts,.foot,li{color:${dark.soft}!important}
.head,.foot{border-color:${dark.ink}}
.line,.line+.line,.card{border-color:${dark.rule}}
.button{background:${dark.accent}!important;color:${dark.paper}!important}
}`
  .trim()
  .replaceAll('\n', '');
