/**
 * The lists of work and of enrolment as data (DCI directories CD.EMP, CD.COM.16, CD.IBR.01). Where a
 * page and its JSON-LD disagree the page leads; the JSON-LD's own numbering has a list of its own.
 */
import type { CodeList } from "./codes.ts";

/** CD.EMP.01. */
export const employmentType: CodeList = {
  name: "employment_type",
  version: "CD.EMP.01",
  entries: [
    { value: "permanent", code: "1", label: "Permanent" },
    { value: "fixed_term", code: "2", label: "Fixed-term" },
    { value: "casual", code: "3", label: "Casual" },
    { value: "seasonal", code: "4", label: "Seasonal" },
    {
      value: "apprentice",
      code: "5",
      label: "Paid apprentices, trainees and interns",
      aliases: ["paid apprentice", "apprentice", "trainee", "intern"],
    },
  ],
};

/** CD.EMP.02. The page pads its codes (`01`), the JSON-LD does not and forgets 7 and 8 in its list. */
export const unemploymentReason: CodeList = {
  name: "unemployment_reason",
  version: "CD.EMP.02",
  entries: [
    {
      value: "dismissed",
      code: "1",
      label: "Dismissed or made redundant",
      aliases: ["redundant", "laid off"],
    },
    {
      value: "limited_job_ended",
      code: "2",
      label: "A job of limited duration has ended",
      aliases: ["contract ended", "end of contract"],
    },
    {
      value: "family",
      code: "3",
      label: "Personal or family responsibilities",
    },
    {
      value: "illness",
      code: "4",
      label: "Own illness or disability",
    },
    { value: "education", code: "5", label: "Education or training" },
    { value: "retirement", code: "6", label: "Retirement" },
    {
      value: "service",
      code: "7",
      label: "Military or community service",
    },
    { value: "other", code: "8", label: "Other reasons" },
  ],
};

/** CD.EMP.03. */
export const enrolmentStatus: CodeList = {
  name: "enrolment_status",
  version: "CD.EMP.03",
  entries: [
    { value: "active", code: "1", label: "Active" },
    { value: "deceased", code: "2", label: "Deceased" },
    { value: "exited", code: "3", label: "Exited", aliases: ["Graduated"] },
    { value: "suspended", code: "4", label: "Suspended" },
    { value: "inactive", code: "5", label: "Inactive" },
    { value: "reinstated", code: "6", label: "Reinstated" },
    { value: "awaiting_renewal", code: "7", label: "Awaiting Renewal" },
  ],
};

/** CD.IBR.01: 3 is Graduated where CD.EMP.03 says Exited; the JSON-LD stops at 4. */
export const enrolmentStatusIbr: CodeList = {
  name: "enrolment_status",
  version: "CD.IBR.01",
  entries: enrolmentStatus.entries.map((entry) =>
    entry.value === "exited" ? { ...entry, label: "Graduated", aliases: ["Exited"] } : entry,
  ),
};

/** The enum of `enrolled_status` in check-enrollment: six labels, none of them for somebody who left. */
export const enrolmentStatusCheck: CodeList = {
  name: "enrolment_status",
  version: "check-enrollment",
  entries: enrolmentStatus.entries.map((entry) => ({
    ...entry,
    code: entry.label,
    aliases: [entry.code, ...(entry.aliases ?? [])],
    ...(entry.value === "exited" ? { read_only: true as const } : {}),
  })),
};

/** The IBR's JSON-LD, which stops after the first four. */
export const enrolmentStatusIbrSchema: CodeList = {
  name: "enrolment_status",
  version: "ibr/EnrollmentStatusEnum",
  entries: enrolmentStatusIbr.entries.map((entry) =>
    Number(entry.code) > 4 ? { ...entry, read_only: true as const } : entry,
  ),
};

/** The neutral values every numbering of the employment status is read into. */
export type EmploymentStatus =
  | "employee"
  | "employer"
  | "own_account"
  | "cooperative_member"
  | "family_worker"
  | "not_employed"
  | "unknown";

/** CD.COM.16 as its page has it, ICSE-93: the default. "Employed" says less than any value here. */
export const employmentStatusIcse93: CodeList = {
  name: "employment_status",
  version: "CD.COM.16/icse-93",
  entries: [
    { value: "employee", code: "1", label: "Employee", aliases: ["employees", "employed"] },
    { value: "employer", code: "2", label: "Employer", aliases: ["employers"] },
    {
      value: "own_account",
      code: "3",
      label: "Own-account workers",
      aliases: ["own-account worker", "self-employed", "self employed"],
    },
    {
      value: "cooperative_member",
      code: "4",
      label: "Members of producers' cooperative",
      aliases: ["members of producers' cooperatives", "member of producers' cooperative"],
    },
    {
      value: "family_worker",
      code: "5",
      label: "Contributing family worker",
      aliases: ["contributing family workers"],
    },
    { value: "not_employed", code: "6", label: "Not employed", aliases: ["unemployed"] },
    { value: "unknown", code: "7", label: "Unknown" },
  ],
};

/** The core JSON-LD `EmploymentStatusEnum`; 8 is defined there but missing from its list. */
export const employmentStatusJsonld: CodeList = {
  name: "employment_status",
  version: "core/EmploymentStatusEnum",
  entries: [
    { value: "employee", code: "1", label: "Employed", read_only: true },
    { value: "not_employed", code: "2", label: "Not Employed", aliases: ["unemployed"] },
    { value: "unknown", code: "3", label: "Unknown" },
    { value: "employee", code: "4", label: "Paid employment: Employee", aliases: ["employee"] },
    { value: "employer", code: "5", label: "Self employment: Employers", aliases: ["employer"] },
    {
      value: "own_account",
      code: "6",
      label: "Self employment: Own-account workers",
      aliases: ["own-account workers", "self-employed", "self employed"],
    },
    {
      value: "cooperative_member",
      code: "7",
      label: "Self employment: Members of producers' cooperatives",
      aliases: ["members of producers' cooperative", "members of producers' cooperatives"],
    },
    {
      value: "family_worker",
      code: "8",
      label: "Self employment: Contributing family workers",
      aliases: ["contributing family worker", "contributing family workers"],
    },
  ],
};

/** CD.COM.16's option ICSE-18: finer than the neutral values and without "not employed". */
export const employmentStatusIcse18: CodeList = {
  name: "employment_status",
  version: "CD.COM.16/icse-18",
  entries: [
    { value: "employer", code: "1", label: "Employers in corporations", read_only: true },
    {
      value: "employer",
      code: "2",
      label: "Employers in household market enterprises",
      read_only: true,
    },
    {
      value: "own_account",
      code: "3",
      label: "Owner-operators of corporations without employees",
      read_only: true,
    },
    {
      value: "own_account",
      code: "4",
      label: "Own-account workers in household market enterprises without employees",
      read_only: true,
    },
    { value: "own_account", code: "5", label: "Dependent contractors", read_only: true },
    { value: "employee", code: "6", label: "Permanent employees", read_only: true },
    { value: "employee", code: "7", label: "Fixed-term employees", read_only: true },
    { value: "employee", code: "8", label: "Short-term and casual employees", read_only: true },
    {
      value: "employee",
      code: "9",
      label: "Paid apprentices, trainees and interns",
      read_only: true,
    },
    { value: "family_worker", code: "10", label: "Contributing family workers" },
    { value: "unknown", code: "11", label: "Workers not classifiable by status" },
  ],
};
