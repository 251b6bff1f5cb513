import type { ProgrammeDefinition } from "../../domain/programme/definition.ts";

/** Marovia's public works: for one member of a household, a daily wage, a cycle that ends. */
export const greenRoads: ProgrammeDefinition = {
  purpose: {
    en: "Paid work on roads and terraces near home, for ninety days",
    ar: "عمل مدفوع الأجر في الطرق والمدرجات قرب المنزل لمدة تسعين يومًا",
  },
  languages: ["en", "ar"],
  unit: "member",
  criteria: {
    all: [
      { attribute: "employment_status", is: "eq", value: "not_employed" },
      { attribute: "age", is: "gte", value: 18 },
      { attribute: "age", is: "lte", value: 64 },
      { attribute: "household.region", is: "in", value: ["Upper Senna", "Green Valley"] },
    ],
  },
  law: [
    { from: "start", to: ["active"] },
    { from: "active", to: ["deceased", "exited", "suspended", "inactive"] },
    { from: "suspended", to: ["deceased", "inactive", "reinstated"] },
    { from: "reinstated", to: ["deceased", "exited", "suspended", "inactive"] },
    { from: "inactive", to: ["active", "deceased"] },
    { from: "exited", to: ["deceased"] },
  ],
  needs: { option: "person" },
  shares: {
    fields: {
      Enrolment: [
        "person",
        "programme",
        "status",
        "effective_date",
        "enrolment_date",
        "arrears_from",
        "days_worked",
        "days_paid",
      ],
      Service: ["person", "service", "on", "quantity", "outcome"],
    },
  },
  update_modes: ["subscription", "push"],
  assessment: ["work_clothes", "minutes_to_travel", "phone_shared"],
  conditions: [
    {
      code: "site-days",
      text: {
        en: "Comes to the site on four days a week, or a member of the household does",
        ar: "الحضور إلى الموقع أربعة أيام في الأسبوع، أو حضور فرد آخر من الأسرة",
      },
      met_by: "one_adult",
      known_by: { en: "The site's list, day by day", ar: "قائمة الموقع يومًا بيوم" },
    },
    {
      code: "heat-rest",
      text: {
        en: "No work on the site in the weeks of great heat",
        ar: "لا عمل في الموقع في أسابيع الحر الشديد",
      },
      met_by: "the_person",
      known_by: { en: "The site is closed then", ar: "يكون الموقع مغلقًا حينها" },
      rule: { type: "forbids", activity: "work", from: "2027-07-15", until: "2027-08-15" },
    },
  ],
  benefit: {
    kind: "wage",
    amount: 95,
    currency: "MRV",
    per: "day",
    whose_income: "member",
    disregard: 0,
    taper_percent: 0,
    limit: null,
    hours: { activity: "work", allowed: "<=", hours: 40 },
    waiting_months: 0,
    return_months: 6,
    linked: ["creche"],
  },
  good_causes: [
    "illness",
    "care",
    "birth",
    "bereavement",
    "violence",
    "transport",
    "religious_day",
    "our_fault",
    "disaster",
  ],
  clocks: [
    { clock: "answer_referral", working_days: 3 },
    { clock: "end_referral", working_days: 12 },
    { clock: "decide_enrolment", working_days: 5 },
    { clock: "time_to_reply", working_days: 5 },
    { clock: "first_service", working_days: 10 },
    { clock: "appeal", working_days: 15 },
  ],
  referrals: ["public_works"],
  calendar: {
    zone: "Africa/Tunis",
    days_off: ["SU"],
    holidays: [
      { day: "2027-03-20", name: { en: "Independence Day", ar: "عيد الاستقلال" } },
      { day: "2027-04-09", name: { en: "Day of the Terraces", ar: "يوم المدرجات" } },
    ],
  },
  chain: [
    {
      stage: "outreach",
      code: "announce",
      text: {
        en: "The project and its places are announced in the locality",
        ar: "الإعلان عن المشروع وأماكنه في الحي",
      },
      by: "programme",
    },
    {
      stage: "intake",
      code: "name",
      text: { en: "The household names its member", ar: "تختار الأسرة أحد أفرادها" },
      by: "person",
    },
    {
      stage: "eligibility",
      code: "draw",
      text: { en: "A public draw when too many fit", ar: "قرعة علنية عندما يزيد العدد" },
      by: "programme",
    },
    {
      stage: "package",
      code: "light-work",
      text: { en: "Light work and a crèche where needed", ar: "عمل خفيف وحضانة عند الحاجة" },
      by: "programme",
    },
    {
      stage: "provision",
      code: "cycle",
      text: {
        en: "Ninety days of work, paid every two weeks",
        ar: "تسعون يوم عمل تُدفع كل أسبوعين",
      },
      by: "provider",
    },
    {
      stage: "compliance",
      code: "days",
      text: {
        en: "Days worked and days paid, side by side",
        ar: "أيام العمل والأيام المدفوعة جنبًا إلى جنب",
      },
      by: "programme",
    },
    {
      stage: "exit",
      code: "next",
      text: { en: "A talk about what comes next", ar: "حديث عما يأتي بعد ذلك" },
      by: "partner",
    },
  ],
};
