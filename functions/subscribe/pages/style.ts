/** The colour of links and buttons by day and by night: the house's own, unless a publisher chose another. */
export type Accent = { light: string; dark: string };
export const HOUSE: Accent = { light: '#8c2318', dark: '#f0a392' };

/**
 * The look of every page, the mails' own: a masthead between rules, serif text, ink on newsprint, one colour besides. No
 * font, image or sheet is fetched. Colours keep a contrast of 4.5 : 1 or more in both schemes (WCAG 2.2, 1.4.3), form borders 3 : 1 (1.4.11).
 */
export const look = (accent: Accent): string =>
  `
:root{color-scheme:light dark;--paper:#fdfcf9;--ink:#1d1b18;--soft:#625c52;--rule:#d9d3c6;--edge:#8a8578;--link:${accent.light};--field:#fff;--sans:Helvetica,Arial,sans-serif}
@media(prefers-color-scheme:dark){:root{--paper:#181715;--ink:#ece7dc;--soft:#aea799;--rule:#413d36;--edge:#7d786b;--link:${accent.dark};--field:#211f1c}}
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
.strap{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;justify-content:space-between;margin:1rem 0 0;padding:.4rem 0;border-top:3px double var(--ink);border-bottom:1px solid var(--rule);font:.875rem/1.6 var(--sans);color:var(--soft)}
main{padding:2.25rem 0 3rem;overflow-wrap:anywhere}
h1{font-size:clamp(1.6rem,5vw,2.125rem);line-height:1.2;letter-spacing:-.01em;margin:0 0 .75rem;text-wrap:balance}
h2{font-size:1.25rem;line-height:1.3;margin:0 0 .4rem;text-wrap:pretty}
p{margin:0 0 1rem;text-wrap:pretty}
.lead{font-size:1.1875rem}
.soft,footer{color:var(--soft);font:.875rem/1.6 var(--sans)}
button{font:700 1rem/1.5 var(--sans);min-height:3rem;padding:.75rem 2rem;border:0;border-radius:3px;background:var(--link);color:var(--paper);cursor:pointer}
button:hover{background:var(--ink)}
.plain{background:none;color:var(--link);border:1px solid var(--edge)}
.plain:hover{background:none;color:var(--ink)}
footer{border-top:1px solid var(--rule);padding:1rem 0 2.5rem}
ul,ol{margin:0;padding:0;list-style:none}
`
    .trim()
    .replaceAll('\n', '');
