import type { DemoHousehold } from "./country.ts";
import { sampleHouseholds } from "./sample-households.ts";
import { createTeller, idle, pupil, uin, type Teller } from "./teller.ts";

/** Households the guides name, and the people of the standard's own samples. */
export function knownHouseholds(today: string): DemoHousehold[] {
  const told = createTeller(today);
  const named = [diallo, karimi, otieno, njoroge, idrissi, mensah, hassan];
  return [...named.map((household) => household(told)), ...sampleHouseholds(told)];
}

function diallo(told: Teller): DemoHousehold {
  return {
    number: "HH-10001",
    locality: "Kasbah district",
    region: "Port Marov",
    address_line: "14 Weavers' Lane",
    days_ago: 46,
    members: [
      told.person("Amina", "Diallo", "female", 34, "SELF", {
        ...uin("52417780634"),
        phone_number: "+999 701 224 518",
        languages: ["fra", "ara", "wol"],
        employment_status: "own_account",
        employment_info: [
          { job_title: "street food seller", start_date: `${told.year - 4}-03-01` },
        ],
        education_level: "lower_secondary",
        care_hours: "Mon–Fri until 12:30 (Sara, 3)",
        answer: "accepted",
        said: {
          work_wish: "My own stall with a kitchen, or work as a cook",
          hours_a_week: 25,
          who_else_cares: "neighbours",
          way_to_work: ["on_foot", "bus"],
          papers_missing: false,
        },
      }),
      told.person("Karim", "Diallo", "male", 37, "SPS", {
        ...uin("52417780912"),
        phone_number: "+999 701 224 519",
        languages: ["fra", "ara"],
        ...idle,
        employment_info: [
          {
            job_title: "olive picker",
            employer: "Senna Olive Cooperative",
            employment_type: "seasonal",
            start_date: `${told.year - 1}-09-15`,
            end_date: `${told.year - 1}-12-20`,
          },
        ],
        education_level: "primary",
      }),
      told.person("Omar", "Diallo", "male", 9, "SON", { ...uin("71203384456"), ...pupil }),
      told.person("Sara", "Diallo", "female", 3, "DAU"),
    ],
  };
}

function karimi(told: Teller): DemoHousehold {
  return {
    number: "HH-10002",
    locality: "Old Harbour",
    region: "Port Marov",
    address_line: "3 Cedar Steps",
    days_ago: 121,
    members: [
      told.person("Yusuf", "Karimi", "male", 41, "SELF", {
        ...uin("48810263375"),
        phone_number: "+999 702 635 140",
        languages: ["ara", "urd"],
        ...idle,
        education_level: "upper_secondary",
      }),
      told.person("Parisa", "Karimi", "female", 38, "SPS", {
        ...uin("48810263790"),
        employment_status: "own_account",
        employment_info: [{ job_title: "tailor", start_date: `${told.year - 6}-02-01` }],
        answer: "said_no",
      }),
      told.person("Dara", "Karimi", "male", 15, "SON", { ...uin("66102938471"), ...pupil }),
      told.person("Zahra", "Karimi", "female", 68, "MTH"),
    ],
  };
}

function otieno(told: Teller): DemoHousehold {
  return {
    number: "HH-10003",
    locality: "Ndoto Village",
    region: "Green Valley",
    address_line: "Barabara ya Soko 22",
    days_ago: 88,
    members: [
      told.person("Grace", "Otieno", "female", 29, "SELF", {
        ...uin("59330471826"),
        phone_number: "+999 703 481 266",
        languages: ["swa", "eng"],
        ...idle,
        education_level: "upper_secondary",
        care_hours: "Mon–Fri from 14:00, school hours are free",
        answer: "accepted",
      }),
      told.person("Baraka", "Otieno", "male", 8, "SON", pupil),
      told.person("Neema", "Otieno", "female", 5, "DAU"),
    ],
  };
}

function njoroge(told: Teller): DemoHousehold {
  return {
    number: "HH-10004",
    locality: "Acacia Crossing",
    region: "Green Valley",
    address_line: "9 Baobab Road",
    days_ago: 203,
    members: [
      told.person("Samuel", "Njoroge", "male", 45, "SELF", {
        ...uin("45709912834"),
        phone_number: "+999 704 112 937",
        languages: ["swa", "eng"],
        employment_status: "family_worker",
        answer: "accepted",
      }),
      told.person("Ruth", "Njoroge", "female", 43, "SPS", {
        identifiers: [{ identifier_type: "NationalID", identifier_value: "MV-3381204" }],
        employment_status: "family_worker",
      }),
      told.person("Kevin", "Njoroge", "male", 20, "SON", { ...uin("63390024817"), ...pupil }),
      told.person("Lucy", "Njoroge", "female", 17, "DAU", { ...uin("64471120935"), ...pupil }),
    ],
  };
}

function idrissi(told: Teller): DemoHousehold {
  return {
    number: "HH-10005",
    locality: "Lantern Hill",
    region: "Port Marov",
    address_line: "51 Mosque Street",
    days_ago: 19,
    members: [
      told.person("Fatima Zahra", "Idrissi", "female", 26, "SELF", {
        ...uin("61228370945"),
        phone_number: "+999 705 770 318",
        languages: ["ara", "fra"],
        ...idle,
        education_level: "bachelor",
      }),
      told.person("Hicham", "Idrissi", "male", 22, "BRO", { ...uin("62917740381"), ...pupil }),
      told.person("Lalla Amina", "Idrissi", "female", 74, "GRPRN", uin("31120984475")),
    ],
  };
}

function mensah(told: Teller): DemoHousehold {
  return {
    number: "HH-10006",
    locality: "Ferry Landing",
    region: "Coral Coast",
    address_line: "2 Station Road",
    days_ago: 157,
    members: [
      told.person("Daniel", "Mensah", "male", 52, "SELF", {
        ...uin("40918827364"),
        phone_number: "+999 706 204 881",
        languages: ["eng", "wol"],
        ...idle,
        employment_info: [
          {
            job_title: "cannery worker",
            employer: "Coral Coast Fisheries",
            employment_type: "seasonal",
            start_date: `${told.year - 3}-04-01`,
            end_date: `${told.year - 1}-10-31`,
          },
        ],
        answer: "accepted",
      }),
      told.person("Kojo", "Mensah", "male", 13, "SON", { ...uin("69920147753"), ...pupil }),
    ],
  };
}

function hassan(told: Teller): DemoHousehold {
  return {
    number: "HH-10007",
    locality: "Three Wells",
    region: "Green Valley",
    address_line: "7 Well Street",
    days_ago: 8,
    members: [
      told.person("Noor", "Hassan", "female", 31, "SELF", {
        ...uin("57714402986"),
        phone_number: "+999 707 918 025",
        languages: ["ara", "swa"],
        employment_status: "own_account",
        care_hours: "Every day, free 8:00–11:00",
      }),
      told.person("Ali", "Hassan", "male", 33, "SPS", {
        ...uin("56620918347"),
        ...idle,
        left_out: true,
      }),
      told.person("Maryam", "Hassan", "female", 1, "DAU"),
    ],
  };
}
