/** All clauses, in the order they are tried: later ones build on what earlier ones did. */
import type { Clause } from "./clause.ts";
import { asynchronousClauses } from "./clauses/asynchronous.ts";
import { doorClauses } from "./clauses/door.ts";
import { enrolmentClauses } from "./clauses/enrolment.ts";
import { isolationClauses } from "./clauses/isolation.ts";
import { keyClauses } from "./clauses/keys.ts";
import { listeningClauses } from "./clauses/listening.ts";
import { pagingClauses } from "./clauses/paging.ts";
import { repetitionClauses } from "./clauses/repetition.ts";
import { searchClauses } from "./clauses/search.ts";
import { statusClauses } from "./clauses/status.ts";
import { notifyClauses, subscribeClauses, unsubscribeClauses } from "./clauses/subscription.ts";
import { tokenClauses } from "./clauses/token.ts";

export const clauses: readonly Clause[] = [
  ...keyClauses,
  ...tokenClauses,
  ...doorClauses,
  ...searchClauses,
  ...pagingClauses,
  ...asynchronousClauses,
  ...statusClauses,
  ...enrolmentClauses,
  ...listeningClauses,
  ...repetitionClauses,
  ...subscribeClauses,
  ...notifyClauses,
  // A stranger must not end the subscription that its owner ends afterwards.
  ...isolationClauses,
  ...unsubscribeClauses,
];
