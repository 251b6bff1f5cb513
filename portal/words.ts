/** What pages without an account say, in the languages they have; total by type. */
export const portalLanguages = ["en", "ar"] as const;
export type PortalLanguage = (typeof portalLanguages)[number];

const en = {
  title: "Attendance list",
  for: "For {provider}, by {office}",
  intro:
    "Say who was there. You see only what is needed for your own lists: a first name, an initial and a reference.",
  days: "Choose the day",
  day_waits: "{count} to fill in",
  day_done: "filled in",
  no_days: "There is no list for you in these days.",
  back: "All days",
  person: "Person",
  reference: "Reference",
  what: "What",
  attended: "Was there?",
  yes: "Was there",
  no: "Was not there",
  skip: "Not filled in",
  recorded: "Recorded. To change it, call the office.",
  who: "Your name",
  who_hint: "So that the office knows whom to ask.",
  send: "Send the list",
  missing_name: "Write your name first.",
  nothing: "Nothing was filled in, so nothing was recorded.",
  absent: "Nobody is punished by this list. The office asks each person who was not there.",
  download: "Download the list (CSV)",
  paste: "Or paste the filled-in list",
  paste_hint: "Columns: reference, name, what, attended. Attended is yes or no.",
  look: "Look at it first",
  preview: "This will be recorded",
  line: "Line {line}",
  done: "Thank you. This was recorded",
  row_ok: "recorded",
  row_will: "will be recorded",
  "csv.columns": "there are too few columns",
  "csv.word": "attended is neither yes nor no",
  "csv.twice": "this reference stands twice",
  "csv.unknown": "this reference is not on the list of this day",
  "csv.recorded": "this is recorded already",
  row_empty: "not filled in",
  row_refused: "not recorded: it was recorded or changed meanwhile",
  unknown_title: "This address opens nothing",
  unknown: "It may be incomplete or mistyped. Ask the office that sent it to you.",
  ended_title: "This link has ended",
  ended: "It was open until {day}. Ask the office for a new one.",
  withdrawn_title: "This link was withdrawn",
  withdrawn: "The office closed it. Ask the office for a new one.",
  too_often_title: "Too many attempts",
  too_often: "Wait ten minutes and try again.",
  no_day_title: "There is no list of this day",
  no_day: "Lists are open for the last fourteen days.",
  language: "العربية",
  appointment: "Appointment",
  due: "Something is due",
  calendar: "Tandem",
  office_sp: "Social protection",
  office_ess: "Employment support",
};
export type PortalWord = keyof typeof en;

const ar: Record<PortalWord, string> = {
  title: "قائمة الحضور",
  for: "إلى {provider}، من {office}",
  intro: "سجّل من حضر. لا ترى هنا إلا ما تحتاجه قوائمك: الاسم الأول وحرف ورقم مرجعي.",
  days: "اختر اليوم",
  day_waits: "{count} للتعبئة",
  day_done: "معبّأة",
  no_days: "لا توجد قائمة لك في هذه الأيام.",
  back: "كل الأيام",
  person: "الشخص",
  reference: "المرجع",
  what: "الموضوع",
  attended: "هل حضر؟",
  yes: "حضر",
  no: "لم يحضر",
  skip: "غير معبّأ",
  recorded: "سُجّل. لتغييره اتصل بالمكتب.",
  who: "اسمك",
  who_hint: "ليعرف المكتب من يسأل.",
  send: "إرسال القائمة",
  missing_name: "اكتب اسمك أولًا.",
  nothing: "لم يُعبَّأ شيء، فلم يُسجَّل شيء.",
  absent: "لا يُعاقَب أحد بهذه القائمة. يسأل المكتب كل من لم يحضر.",
  download: "تنزيل القائمة (CSV)",
  paste: "أو الصق القائمة المعبّأة",
  paste_hint: "الأعمدة: reference, name, what, attended. في عمود attended اكتب نعم أو لا.",
  look: "عرض ما سيُسجَّل",
  preview: "هذا ما سيُسجَّل",
  line: "السطر {line}",
  done: "شكرًا. سُجّل ما يلي",
  row_ok: "سُجّل",
  row_will: "سيُسجَّل",
  "csv.columns": "الأعمدة ناقصة",
  "csv.word": "الحضور ليس نعم ولا لا",
  "csv.twice": "هذا المرجع مكرر",
  "csv.unknown": "هذا المرجع ليس في قائمة هذا اليوم",
  "csv.recorded": "هذا مسجَّل من قبل",
  row_empty: "غير معبّأ",
  row_refused: "لم يُسجَّل: سُجّل أو تغيّر في هذه الأثناء",
  unknown_title: "هذا العنوان لا يفتح شيئًا",
  unknown: "ربما كان ناقصًا أو فيه خطأ. اسأل المكتب الذي أرسله إليك.",
  ended_title: "انتهت مدة هذا الرابط",
  ended: "كان مفتوحًا حتى {day}. اطلب من المكتب رابطًا جديدًا.",
  withdrawn_title: "سُحب هذا الرابط",
  withdrawn: "أغلقه المكتب. اطلب من المكتب رابطًا جديدًا.",
  too_often_title: "محاولات كثيرة",
  too_often: "انتظر عشر دقائق ثم حاول مرة أخرى.",
  no_day_title: "لا توجد قائمة لهذا اليوم",
  no_day: "القوائم مفتوحة لآخر أربعة عشر يومًا.",
  language: "English",
  appointment: "موعد",
  due: "أمر يحين موعده",
  calendar: "تاندم",
  office_sp: "الحماية الاجتماعية",
  office_ess: "دعم التشغيل",
};

const catalogues: Record<PortalLanguage, Record<PortalWord, string>> = { en, ar };

export type Say = (word: PortalWord, values?: Record<string, string | number>) => string;

export function speaker(language: PortalLanguage): Say {
  return (word, values = {}) =>
    catalogues[language][word].replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      Object.hasOwn(values, name) ? String(values[name]) : "",
    );
}

/** Asked for by name, else the first that the browser lists. */
export function languageFor(asked: unknown, accepted: string | undefined): PortalLanguage {
  const named = portalLanguages.find((one) => one === asked);
  if (named) return named;
  return /^\s*ar\b/i.test(accepted ?? "") ? "ar" : "en";
}

export function dayIn(day: string, language: PortalLanguage): string {
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
    weekday: "long",
    day: "numeric",
    month: "long",
    timeZone: "UTC",
  }).format(new Date(`${day}T00:00:00Z`));
}
