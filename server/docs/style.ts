/** The style sheet of the page at /docs; colours hold 4.5:1 on both grounds. */
export const styleSheet = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #4a5565; --line: #d5dae1; --ground: #fff; --tint: #f4f6f9; --accent: #0b5cad; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ecf1; --soft: #aab4c2; --line: #38414e; --ground: #14181e; --tint: #1d232b; --accent: #7db8f5; } }
* { box-sizing: border-box; }
body { margin: 0; font: 1rem/1.55 "IBM Plex Sans Variable", system-ui, sans-serif; color: var(--ink); background: var(--ground); }
a { color: var(--accent); }
.skip { position: absolute; inset-inline-start: -999px; }
.skip:focus { inset-inline-start: 1rem; inset-block-start: 1rem; background: var(--ground); padding: .5rem 1rem; }
header { padding: 2rem clamp(1rem, 4vw, 3rem) 1rem; border-block-end: 1px solid var(--line); }
header p { max-inline-size: 75ch; color: var(--soft); margin-block: .5rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; margin-block: 2rem .75rem; }
h3 { font-size: 1.0625rem; margin-block: 0 .5rem; overflow-wrap: anywhere; }
h4 { font-size: .9375rem; margin-block: 1.25rem .5rem; color: var(--soft); }
.columns { display: grid; grid-template-columns: minmax(12rem, 16rem) minmax(0, 1fr); gap: 2rem; padding-inline: clamp(1rem, 4vw, 3rem); }
nav { position: sticky; inset-block-start: 0; align-self: start; max-block-size: 100vh; overflow: auto; padding-block-end: 2rem; }
nav h2 { font-size: .9375rem; margin-block: 1.25rem .25rem; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li a { display: block; padding-block: .25rem; overflow-wrap: anywhere; }
article { border: 1px solid var(--line); border-radius: .5rem; padding: 1.25rem; margin-block-end: 1.25rem; scroll-margin-block-start: 1rem; }
.method { font-size: .8125rem; font-weight: 600; color: var(--ground); background: var(--accent); border-radius: .25rem; padding: .125rem .5rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; inline-size: 100%; font-size: .9375rem; }
caption { text-align: start; color: var(--soft); padding-block-end: .5rem; }
th, td { text-align: start; vertical-align: top; padding: .375rem .75rem .375rem 0; border-block-start: 1px solid var(--line); font-weight: 400; }
thead th { font-weight: 600; border: 0; }
.in-1 { padding-inline-start: 1.25rem; } .in-2 { padding-inline-start: 2.5rem; } .in-3 { padding-inline-start: 3.75rem; } .in-4 { padding-inline-start: 5rem; } .in-5 { padding-inline-start: 6.25rem; } .in-6 { padding-inline-start: 7.5rem; }
code, pre { font-family: ui-monospace, "Cascadia Mono", Menlo, monospace; font-size: .875rem; }
pre { background: var(--tint); border-radius: .375rem; padding: 1rem; overflow-x: auto; }
summary { cursor: pointer; padding-block: .5rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media (max-width: 48rem) { .columns { grid-template-columns: minmax(0, 1fr); gap: 0; } nav { position: static; max-block-size: none; } }
`;
