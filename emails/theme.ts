import type { CSSProperties } from 'react';
import { ACCENT, type Accent, NIGHT as dark, DAY as light } from '../functions/contract/colours.ts';

const serif = 'Georgia,serif';
const sans = 'Arial,sans-serif';

/** Outlook for Windows hides an element only by its own property, `mso-hide`. */
const preview: CSSProperties & { msoHide: string } = {
  display: 'none',
  fontSize: '1px',
  maxHeight: 0,
  overflow: 'hidden',
  msoHide: 'all',
};

/** Inline styles, for clients that drop the style sheet: colours, fonts, the width of the column, the button. */
export const styles = {
  body: { margin: 0, backgroundColor: light.paper },
  paper: { padding: '16px', backgroundColor: light.paper, color: light.ink, font: `17px/25px ${serif}` },
  page: { maxWidth: '580px' },
  preview,
  button: ({ light: backgroundColor }: Accent = ACCENT) => ({
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
 * A rule of dark mode. Every rule sets text and background together, in light mode too, so that a client may drop any of them.
 */
const night = (selector: string, colour: string) =>
  `${selector}{color:${colour}!important;background-color:${dark.paper}!important}`;

/**
 * The style sheet. Cards and items repeat, so their look is here and not inline. If a client drops it (Gmail for accounts of
 * other providers), the browser's own headings and paragraphs remain. Line heights are in px, because Outlook for Windows
 * multiplies a factor by the font's own spacing. Outlook knows neither max-width nor media queries, so it keeps the first width
 * of `.page`.
 */
export const sheet = (accent: Accent = ACCENT): string =>
  `
:root{color-scheme:light dark}
.page{width:580px}
td,p,h1,h2,h3{mso-line-height-rule:exactly}
td{font:17px/25px ${serif};color:${light.ink};word-break:break-word}
h1,h2,h3,p{margin:0}
h1{font-size:34px;line-height:38px;letter-spacing:-.5px}
h2{font:700 12px/17px ${sans};letter-spacing:1px;text-transform:uppercase}
a,h2{color:${accent.light};background-color:${light.paper}}
h3{font-size:19px;line-height:24px}
h3 a,.item a{color:${light.ink};text-decoration:underline;text-decoration-color:${light.line};text-underline-offset:3px}
a[x-apple-data-detectors]{color:inherit!important;font:inherit!important;text-decoration:none!important}
.head{padding:0 0 10px;text-align:center;border-bottom:3px double ${light.ink}}
.line{padding:8px 0;text-align:center}
.line,.brief,.lead,.story,.item{border-bottom:1px solid ${light.rule}}
.line,.foot,td .by{font:13px/20px ${sans}}
.line,.foot,td .by,td .why,.item{color:${light.soft};background-color:${light.paper}}
.brief{padding:10px 0;font-size:15px;line-height:22px}
.brief h2{display:inline;margin-right:6px}
.desk{padding:12px 0 0;font-style:italic}
.sec{padding:20px 0 5px;border-bottom:1px solid ${light.ink}}
.lead{padding:16px 0 10px}
.lead h3{font-size:27px;line-height:32px;letter-spacing:-.3px}
.lead p{margin-top:7px;font-size:18px;line-height:26px}
.story{padding:14px 0 8px}
.story p{margin-top:5px;font-size:16px;line-height:23px}
td .found{padding-left:10px;border-left:2px solid ${accent.light}}
td .by{margin-top:6px;font-size:13px;line-height:20px}
td .why{margin-top:4px;font:italic 14px/20px ${serif}}
td .acts{margin-top:0;font:14px/30px ${sans}}
.acts a{margin-right:8px;white-space:nowrap}
.line a{white-space:nowrap}
.item{padding:8px 0;font-size:15px;line-height:21px}
.item a{font-weight:700}
.more{padding:14px 0;font-size:16px;line-height:23px}
.foot{padding:16px 0 0;border-top:3px double ${light.ink}}
.note{padding:26px 0 10px}
.foot p,.note p,.note h2{margin-bottom:10px}
@media screen{.page{width:100%}}
@media (max-width:480px){
h1{font-size:30px;line-height:34px}
.lead h3{font-size:24px;line-height:28px}
.lead p{font-size:17px;line-height:24px}
.lead .by{font-size:13px;line-height:20px}
.lead .acts{font-size:14px;line-height:30px}
}
@media (prefers-color-scheme:dark){
${night('body,td,h1,h3 a,.item a', dark.ink)}
${night('a,h2', accent.dark)}
${night('h3 a,td.item a', dark.ink)}
${night('.line,.foot,td .by,td .why,.item', dark.soft)}
.head,.foot,.sec{border-color:${dark.ink}}
.line,.brief,.lead,.story,.item{border-color:${dark.rule}}
td .found{border-color:${accent.dark}}
.button{background-color:${accent.dark}!important;color:${dark.paper}!important}
}`.trim();
