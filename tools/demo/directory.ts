/** What both offices of Marovia list: how people reach them, and the services they send people to. */
import { noteOffice, type OfficeInput } from "../../domain/directory/office.ts";
import { codeOf, listService, type ServiceInput } from "../../domain/directory/service.ts";
import type { StoredRecord } from "../../domain/record.ts";
import type { SystemKind } from "../../domain/records/field.ts";
import { decided, type Diary } from "./diary.ts";

const listed_days_ago = 60;

/** Each office keeps the directory of the district; the codes are the same, so steps name one service. */
export function listDirectory(diary: Diary): void {
  const ctx = diary.on(listed_days_ago);
  if (!ctx) return;
  const known: StoredRecord[] = [];
  for (const [system, kind] of ctx.systems) {
    const offered = offices[kind];
    diary.write(decided(noteOffice(ctx, system, [], offered)).changes);
  }
  for (const service of services) {
    const input = { ...usual, ...service };
    const { changes, id } = decided(listService(ctx, known, codeOf(input.name), input));
    diary.write(changes);
    known.push(diary.record(id));
  }
}

const offices: Record<SystemKind, OfficeInput> = {
  sp: {
    ask_for: "Leila Haddad",
    phone: "+999 700 100 210",
    hours: "Sun–Thu 08:00–16:00",
    place: "Station Road 12, Kasbah district",
    complaints: {
      name: "Ines Moreau",
      phone: "+999 700 100 211",
      place: "Station Road 12, room 4",
    },
  },
  ess: {
    ask_for: "Marc Dubois",
    phone: "+999 700 100 350",
    hours: "Sun–Thu 08:30–16:30",
    place: "Old Harbour 3, Port Marov",
    complaints: {
      name: "Samira Nasser",
      phone: "+999 700 100 351",
      place: "Old Harbour 3, second floor",
    },
  },
};

const usual: Omit<ServiceInput, "name" | "kind" | "lane"> = {
  provider: "",
  about: "",
  capacity: null,
  taken_elsewhere: 0,
  hours: [{ days: ["SU", "MO", "TU", "WE", "TH"], from: "08:30", to: "15:30" }],
  zone: "Africa/Tunis",
  place: "",
  areas: [],
  languages: ["ar", "fr"],
  access: [],
  phone: "",
  cost: "",
  needs: "",
  hours_per_week: null,
  weeks: null,
  valid_from: null,
  valid_until: null,
};

const services: readonly (Partial<ServiceInput> & Pick<ServiceInput, "name" | "kind" | "lane">)[] =
  [
    {
      name: "Neighbourhood nursery",
      kind: "childcare",
      lane: "social",
      provider: "Kasbah Women's Association",
      about: "Day care for children from one to five.",
      capacity: 24,
      taken_elsewhere: 21,
      hours: [{ days: ["SU", "MO", "TU", "WE", "TH"], from: "07:30", to: "16:30" }],
      place: "Weavers' Lane 4",
      areas: ["Kasbah district", "Old Harbour"],
      languages: ["ar", "fr", "en"],
      access: ["step_free"],
      phone: "+999 700 100 402",
      cost: "Free with the family cash transfer",
      needs: "Birth certificate and vaccination card",
    },
    {
      name: "After-school club",
      kind: "childcare",
      lane: "social",
      provider: "Lantern Hill School",
      capacity: 30,
      taken_elsewhere: 12,
      hours: [{ days: ["MO", "TU", "WE", "TH"], from: "13:30", to: "17:00" }],
      place: "Lantern Hill School",
      areas: ["Lantern Hill", "Tannery Row"],
    },
    {
      name: "Sewing workshop",
      kind: "training",
      lane: "employment",
      provider: "Kasbah Training Centre",
      about: "Industrial sewing, with a certificate at the end.",
      capacity: 12,
      taken_elsewhere: 12,
      hours: [{ days: ["MO", "TU", "WE", "TH"], from: "08:30", to: "12:30" }],
      place: "Station Road 3",
      access: ["step_free", "rest_breaks", "childcare_on_site"],
      phone: "+999 700 100 420",
      hours_per_week: 16,
      weeks: 8,
    },
    {
      name: "Kitchen helper course",
      kind: "training",
      lane: "employment",
      provider: "Old Harbour Canteen",
      about: "Hygiene and first kitchen work, half of it in a real kitchen.",
      capacity: 8,
      taken_elsewhere: 5,
      hours: [{ days: ["SU", "TU", "TH"], from: "09:00", to: "13:00" }],
      place: "Old Harbour Canteen",
      languages: ["ar", "fr", "en"],
      access: ["rest_breaks"],
      needs: "Health card",
      hours_per_week: 12,
      weeks: 6,
    },
    {
      name: "Reading and writing class",
      kind: "language_class",
      lane: "employment",
      provider: "Millbrook Library",
      capacity: 15,
      taken_elsewhere: 6,
      hours: [{ days: ["MO", "WE"], from: "17:00", to: "19:00" }],
      place: "Millbrook Library",
      access: ["step_free", "easy_read", "women_only_hours"],
      hours_per_week: 4,
      weeks: 20,
    },
    {
      name: "Job club",
      kind: "job_search",
      lane: "employment",
      provider: "Employment office",
      about: "Look for work together, write a first letter, practise a talk.",
      hours: [{ days: ["SU", "WE"], from: "09:00", to: "11:00" }],
      place: "Old Harbour 3, Port Marov",
      languages: ["ar", "fr", "en"],
      access: ["step_free", "sign_language", "by_phone"],
    },
    {
      name: "First steps of an own business",
      kind: "own_business",
      lane: "employment",
      provider: "Port Marov Chamber of Crafts",
      capacity: 20,
      taken_elsewhere: 9,
      hours: [{ days: ["TU"], from: "14:00", to: "17:00" }],
      place: "Salt Quay 7",
      hours_per_week: 3,
      weeks: 10,
    },
    {
      name: "Child health visit",
      kind: "health",
      lane: "social",
      provider: "Port Marov Clinic",
      about: "Growth, vaccines, and a talk about food.",
      hours: [{ days: ["SU", "MO", "TU", "WE", "TH"], from: "09:00", to: "13:00" }],
      place: "Port Marov Clinic",
      access: ["step_free", "companion", "sign_language"],
      needs: "Vaccination card",
    },
    {
      name: "Someone to talk to",
      kind: "counselling",
      lane: "social",
      provider: "Fig Terrace Health House",
      capacity: 10,
      taken_elsewhere: 4,
      hours: [{ days: ["MO", "TH"], from: "09:00", to: "15:00" }],
      place: "Fig Terrace Health House",
      access: ["by_phone", "home_visits", "women_only_hours", "companion"],
    },
    {
      name: "Debt advice",
      kind: "money",
      lane: "social",
      provider: "Savings Union of Senna",
      hours: [{ days: ["WE"], from: "10:00", to: "14:00" }],
      place: "Senna Bridge 2",
      access: ["by_phone"],
    },
    {
      name: "Identity papers desk",
      kind: "documents",
      lane: "social",
      provider: "Civil registry",
      about: "Birth certificates, identity cards, lost papers.",
      place: "Town hall, ground floor",
      access: ["step_free", "easy_read"],
    },
    {
      name: "Legal help morning",
      kind: "legal",
      lane: "social",
      provider: "Bar of Port Marov",
      capacity: 6,
      taken_elsewhere: 2,
      hours: [{ days: ["SU"], from: "09:00", to: "12:00" }],
      place: "Town hall, room 11",
      cost: "Free",
    },
    {
      name: "Bus pass for work and training",
      kind: "transport",
      lane: "social",
      provider: "Marovia Buses",
      place: "Bus station",
      cost: "Free for six months",
      needs: "Letter of the workshop or employer",
    },
    {
      name: "Room while work begins",
      kind: "housing",
      lane: "social",
      provider: "Old Harbour Hostel",
      capacity: 9,
      taken_elsewhere: 9,
      hours: [{ days: ["MO", "TU", "WE", "TH", "FR"], from: "15:00", to: "20:00" }],
      place: "Old Harbour Hostel",
      weeks: 12,
    },
  ];
