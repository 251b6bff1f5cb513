/** What the logs of both systems say after a crash test, held against the guarantees. */
import { authorityOver, type Systems } from "../domain/authority.ts";
import { join } from "../domain/merge.ts";
import { emptyState, valueOf, type RecordState } from "../domain/record.ts";
import { isSentOn } from "../domain/records/tables.ts";
