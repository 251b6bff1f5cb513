import type { NodeSettings, SystemKind } from "./node-settings.ts";

const people: Record<SystemKind, [name: string, role: string][]> = {
  sp: [
    ["Leila Haddad", "social case manager"],
    ["Ines Moreau", "supervisor"],
  ],
  ess: [
    ["Marc Dubois", "employment counsellor"],
    ["Samira Nasser", "supervisor"],
  ],
};

/** The block that stands at the end of a start: where to go, as whom, and what to try first. */
export function welcome(nodes: readonly NodeSettings[], seconds: number): string {
  const systems = nodes.flatMap((node) => node.systems);
  const places = systems.map(({ kind, title, baseUrl }) => {
    const names = people[kind].map(([name, role]) => `${name} (${role})`).join(" or ");
    return `  ${title.padEnd(19)}${new URL(baseUrl).origin}\n${" ".repeat(21)}sign in as ${names}`;
  });
  const works = nodes.flatMap((node) => node.works ?? []);
  const programme = works.map(
    ({ baseUrl }) =>
      `  ${"Public works".padEnd(19)}${baseUrl}\n${" ".repeat(21)}a third system that speaks plain DCI and is no Tandem`,
  );
  const demo = nodes.some((node) => node.demo);
  const first = demo
    ? [
        "  Try first: open both addresses side by side. As Leila Haddad register a household; its",
        "  adults appear at Marc Dubois's by themselves. Let Marc change someone's employment, or",
        "  correct a name he does not own, and watch it arrive at Leila's within a second.",
      ]
    : ["  There is no demo data (--no-demo): register a first person to begin."];
  const line = "─".repeat(88);
  return [
    line,
    `  Tandem is ready (${seconds.toFixed(1)} s).`,
    "",
    ...places,
    ...programme,
    "",
    ...first,
    "",
    "  Ctrl+C stops everything; the data stays. npx tandem --help shows the other commands.",
    line,
  ].join("\n");
}
