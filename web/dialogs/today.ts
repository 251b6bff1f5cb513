const two = (part: number) => String(part).padStart(2, "0");

/** The day it is where the worker sits, as the API writes days. */
export function todayIso(): string {
  const now = new Date();
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
