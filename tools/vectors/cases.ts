/** What the test vectors of wire/vectors are made of: texts, envelopes and what is wrong with them. */

/** JSON texts whose canonical forms differ between readings, or that have none. */
export const canonicalTexts: readonly { name: string; text: string }[] = [
  { name: "keys out of order, spaces", text: '{ "b": 1, "a": [ 1 , {} , [] ] }' },
  { name: "letters outside ASCII", text: '{"name":"Zoë","note":"\\u00e9 é € 😀"}' },
  { name: "escapes", text: '{"t":"\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u0001 \\u007f \\u2028"}' },
  {
    name: "keys above U+FFFF: UTF-16 units and code points order differently",
    text: '{"\\ud83d\\ude00":1,"\\ue000":2,"\\uffff":3,"é":4,"z":5}',
  },
  { name: "keys that look like numbers", text: '{"10":1,"9":2,"":3,"A":4,"a":5}' },
  { name: "one as integer, fraction and exponent", text: "[1,1.0,1e0,10e-1,1E0]" },
  { name: "zeros", text: "[0,-0,0.0,-0.0,0e9,-0e-9]" },
  { name: "small numbers", text: "[0.001,0.0001,0.00001,0.000001,1e-7,1.5e-7,5e-324]" },
  {
    name: "large numbers",
    text: "[1e15,1e16,123456789012345680000.5,1e20,1e21,1e22,1.7976931348623157e308]",
  },
  { name: "integers up to 2^53 - 1", text: "[9007199254740991,-9007199254740991,100,1000000]" },
  { name: "shortest digits", text: "[0.1,0.30000000000000004,1.50,100.0,2.5e3]" },
  { name: "literals", text: '{"t":true,"f":false,"n":null}' },
  { name: "refused: duplicate key", text: '{"a":1,"a":2}' },
  { name: "refused: duplicate key, one escaped", text: '{"a":1,"\\u0061":1}' },
  { name: "refused: lone surrogate", text: '{"a":"\\ud800"}' },
  { name: "refused: a number beyond double precision", text: '{"a":1e400}' },
  { name: "refused: an integer beyond 2^53 - 1", text: '{"a":9007199254740992}' },
  { name: "refused: not JSON", text: '{"a":01}' },
];

/** The sender and receiver of all vectors, and the second they are judged at unless one says otherwise. */
export const sender_id = "ess.example.org";
export const receiver_id = "sp.example.org";
export const now = 1_771_237_800;

/** An envelope's clear members, numbers spelled in a way that one reading keeps. */
export function content(messageId: string, action = "notify"): string {
  return `{"header":{"version":"1.0.0","message_id":"${messageId}","message_ts":"2026-02-16T10:30:00Z","action":"${action}","status":"succ","sender_id":"${sender_id}","receiver_id":"${receiver_id}","total_count":1,"completed_count":1,"is_msg_encrypted":false,"meta":{}},"message":{"transaction_id":"T-${messageId}","notify_event":[{"name":"Zoë 😀","score":1.0,"share":2.50}]}}`;
}
