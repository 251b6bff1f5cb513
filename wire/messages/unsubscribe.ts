/** Unsubscribe and on-unsubscribe (ESS API 1.0.0, API.COM.02). */
import { Type, type Static } from "typebox";
import { Id } from "../envelope.ts";
import { reader, type Reading } from "../reading.ts";
import {
  codeOfMessageFault,
  itemStatusMembers,
  message_items_max,
  Name,
  Timestamp,
} from "./parts.ts";

/** UnSubscribeRequest: the codes that shall end; no items, so the whole has one answer. */
export const UnSubscribeRequest = Type.Object({
  transaction_id: Id,
  timestamp: Timestamp,
  subscription_codes: Type.Array(Id, { minItems: 1, maxItems: message_items_max }),
});
export type UnSubscribeRequest = Static<typeof UnSubscribeRequest>;

/** UnSubscribeResponse; `status` of a code is `subscribe` or `unsubscribe`. */
export const UnSubscribeResponse = Type.Object({
  transaction_id: Id,
  correlation_id: Id,
  timestamp: Timestamp,
  ...itemStatusMembers,
  subscription_status: Type.Optional(
    Type.Array(Type.Object({ code: Id, status: Name }), { maxItems: message_items_max }),
  ),
});
export type UnSubscribeResponse = Static<typeof UnSubscribeResponse>;

/** Reads the message of an `unsubscribe`. */
export const parseUnSubscribeRequest: (value: unknown) => Reading<UnSubscribeRequest> = reader(
  UnSubscribeRequest,
  codeOfMessageFault,
);

/** Reads the message of an `on-unsubscribe`. */
export const parseUnSubscribeResponse: (value: unknown) => Reading<UnSubscribeResponse> = reader(
  UnSubscribeResponse,
  codeOfMessageFault,
);
