/** How the table writes its figures. */

export function count(value: number): string {
  return Math.round(value).toLocaleString("en").padStart(9);
}

export function ratio(value: number): string {
  return value.toFixed(2).padStart(6);
}

export function budget(value: number, least: number): string {
  return `(budget ${least.toLocaleString("en")}: ${value >= least ? "met" : "not met"})`;
}
