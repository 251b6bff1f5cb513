import { words } from "./values.ts";

/** Papers that a step may ask for (`paper_kind.<word>`). */
export const paperKinds = [
  "identity_card",
  "work_permit",
  "residence_permit",
  "driving_licence",
  "trade_licence",
  "health_certificate",
] as const;
export const PaperKind = words(paperKinds);
export type PaperKind = (typeof paperKinds)[number];
