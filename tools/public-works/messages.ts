/** The two messages the programme sends by itself: its standing subscription, and the news of who works. */
import { createHash } from "node:crypto";
import type { Worker } from "./ledger.ts";
import type { JsonObject } from "./protocol.ts";
import type { WorksSettings } from "./settings.ts";

const subscription_years = 1;

/** Changes of the people the registry tells us of: their enrolment status, and that they are new to us. */
export function subscribeMessage(transaction_id: string): JsonObject {
  const now = new Date();
  const until = new Date(now);
  until.setUTCFullYear(until.getUTCFullYear() + subscription_years);
  const at = now.toISOString();
  return {
    transaction_id,
    subscribe_request: [
      {
        reference_id: "standing",
        timestamp: at,
        subscribe_criteria: {
          version: "1.0.0",
          reg_type: "ns:org:RegistryType:SP",
          reg_event_type: "enrolment_status_change",
          frequency: { start_time: at, end_time: until.toISOString(), frequency: "real-time" },
          filter_type: "predicate",
          filter: [
            {
              seq_num: 1,
              expression1: { attribute_name: "age", operator: "ge", attribute_value: "18" },
            },
          ],
          notify_record_type: "Member",
          authorize: { ts: at, purpose: { code: "work_support", text: "Public works" } },
        },
        locale: "eng",
      },
    ],
  };
}

/** PRS.EMP.03 step 7: the registry hears who works. The ids are a function of what is said, so a repetition is one. */
export function updatesMessage({ project }: WorksSettings, workers: readonly Worker[]): JsonObject {
  const beneficiaries = workers.map(({ member, status, since, enrolled_on }) => ({
    "@type": "spdci:Beneficiary",
    assistance_unit: "1",
    member: {
      "@id": member.id,
      member_identifier: member.identifier
        ? [{ identifier_type: member.identifier.type, identifier_value: member.identifier.value }]
        : [],
    },
    programme_identifier: [
      { "@type": "Programme", programme_identifier: project.id, programme_name: project.name },
    ],
    enrolment_date: enrolled_on,
    enrolment_status: status,
    status_change_date: since,
    benefits: [
      {
        benefit_type: "Work Opportunity",
        benefit_date: since,
        benefit_description: `${project.wage_per_day} a day, ${project.days} days`,
      },
    ],
  }));
  const digest = createHash("sha256").update(JSON.stringify(beneficiaries)).digest("hex");
  return { transaction_id: `works-${digest.slice(0, 32)}`, enrolled_updates: { beneficiaries } };
}
