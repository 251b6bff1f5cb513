import type { ProgrammeDefinition } from "../../domain/programme/definition.ts";

const children_age_max = 17;

/** Marovia's cash transfer: for families, with conditions for children and a taper beside earnings. */
export const cashTransfer: ProgrammeDefinition = {
  purpose: {
    en: "Money every month for families with children who have too little to live on",
    ar: "مبلغ شهري للأسر التي لديها أطفال ولا يكفيها ما تملك للعيش",
  },
  languages: ["en", "ar"],
  unit: "household",
  criteria: {
    all: [
      { attribute: "poverty_score", is: "lt", value: 40 },
      { some: "member_list", where: { attribute: "age", is: "lte", value: children_age_max } },
    ],
  },
  law: [
    { from: "start", to: ["active"] },
    {
      from: "active",
      to: ["deceased", "exited", "suspended", "inactive", "awaiting_renewal"],
    },
    { from: "suspended", to: ["deceased", "exited", "inactive", "reinstated"] },
    {
      from: "reinstated",
      to: ["deceased", "exited", "suspended", "inactive", "awaiting_renewal"],
    },
    { from: "inactive", to: ["active", "deceased", "exited"] },
    { from: "awaiting_renewal", to: ["active", "deceased", "exited", "inactive"] },
    { from: "exited", to: ["deceased", "reinstated"] },
  ],
  needs: { option: "beneficiary" },
  shares: {
    fields: {
      Person: ["identifiers", "name", "birth_date", "care_hours"],
      Enrolment: [
        "person",
        "programme",
        "status",
        "reason",
        "effective_date",
        "notice_date",
        "enrolment_date",
        "arrears_from",
      ],
    },
  },
  update_modes: ["subscription", "push", "person"],
  assessment: ["phone_shared", "own_goal"],
  conditions: [
    {
      code: "school",
      text: {
        en: "Children of school age are enrolled in a school",
        ar: "الأطفال في سن الدراسة مسجلون في مدرسة",
      },
      met_by: "each_child",
      known_by: {
        en: "The school's list at the beginning of the year",
        ar: "قائمة المدرسة في بداية السنة",
      },
    },
    {
      code: "family-hour",
      text: {
        en: "Wednesday mornings are kept free for the family meeting, twice a month at most",
        ar: "يبقى صباح الأربعاء حرًا للقاء الأسري، مرتين في الشهر على الأكثر",
      },
      met_by: "main_contact",
      known_by: { en: "The meeting's attendance list", ar: "قائمة حضور اللقاء" },
      rule: {
        type: "keep-free",
        days: ["WE"],
        from: "09:00",
        to: "11:00",
        exceptLanes: ["social"],
        toleratedHoursPerWeek: 0,
      },
    },
  ],
  benefit: {
    kind: "cash",
    amount: 1_800,
    currency: "MRV",
    per: "month",
    whose_income: "household",
    disregard: 1_200,
    taper_percent: 40,
    limit: { allowed: "<=", amount: 5_400 },
    hours: null,
    waiting_months: 3,
    return_months: 12,
    linked: ["school-meals", "bus-card"],
  },
  good_causes: [
    "illness",
    "care",
    "birth",
    "bereavement",
    "violence",
    "transport",
    "religious_day",
    "work_or_interview",
    "our_fault",
    "short_notice",
    "not_understood",
    "disaster",
  ],
  clocks: [
    { clock: "answer_referral", working_days: 5 },
    { clock: "end_referral", working_days: 15 },
    { clock: "decide_enrolment", working_days: 20 },
    { clock: "time_to_reply", working_days: 15 },
    { clock: "notice", working_days: 10 },
    { clock: "appeal", working_days: 30 },
    { clock: "answer_appeal", working_days: 20 },
  ],
  referrals: ["cash_assistance"],
  calendar: {
    zone: "Africa/Tunis",
    days_off: ["FR", "SA"],
    holidays: [
      { day: "2027-03-20", name: { en: "Independence Day", ar: "عيد الاستقلال" } },
      { day: "2027-05-01", name: { en: "Labour Day", ar: "عيد العمال" } },
    ],
  },
  chain: [
    {
      stage: "outreach",
      code: "community-visit",
      text: { en: "Visits in the localities twice a year", ar: "زيارات في الأحياء مرتين في السنة" },
      by: "programme",
    },
    {
      stage: "intake",
      code: "register",
      text: { en: "The household is registered", ar: "تسجيل الأسرة" },
      by: "programme",
    },
    {
      stage: "assessment",
      code: "home-visit",
      text: { en: "One conversation at home", ar: "محادثة واحدة في المنزل" },
      by: "programme",
    },
    {
      stage: "eligibility",
      code: "decide",
      text: { en: "The decision, with its reasons", ar: "القرار مع أسبابه" },
      by: "programme",
    },
    {
      stage: "onboarding",
      code: "account",
      text: { en: "A bank account or a card", ar: "حساب مصرفي أو بطاقة" },
      by: "provider",
    },
    {
      stage: "provision",
      code: "pay",
      text: { en: "Payment in the first week of the month", ar: "الدفع في الأسبوع الأول من الشهر" },
      by: "provider",
    },
    {
      stage: "compliance",
      code: "ask",
      text: { en: "The family is asked before anything is decided", ar: "تُسأل الأسرة قبل أي قرار" },
      by: "programme",
    },
    {
      stage: "exit",
      code: "phase-out",
      text: { en: "Three months of a smaller amount", ar: "ثلاثة أشهر بمبلغ أقل" },
      by: "programme",
    },
  ],
};
