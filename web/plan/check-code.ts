/** Digits and letters that nobody mixes up when reading aloud (Crockford's base 32). */
const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const code_chars = 12;
const group_chars = 4;

/**
 * The short name of a version, to be compared by eye, on paper and by telephone: the first 60 bits of
 * its root (64 hex digits) as `K7QF-2M9D-04XT`. Empty for an empty root. It helps people to see that they
 * look at one text; what is signed is the whole root.
 */
export function checkCode(root: string): string {
  if (!/^[0-9a-f]{15}/.test(root)) return "";
  let bits = BigInt(`0x${root.slice(0, (code_chars * 5) / 4)}`);
  let code = "";
  for (let at = 0; at < code_chars; at += 1) {
    code = (letters[Number(bits & 31n)] ?? "") + code;
    bits >>= 5n;
  }
  const groups = Array.from({ length: code_chars / group_chars }, (_, at) =>
    code.slice(at * group_chars, (at + 1) * group_chars),
  );
  return groups.join("-");
}
