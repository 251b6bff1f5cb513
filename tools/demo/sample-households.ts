import type { DemoHousehold } from "./country.ts";
import { idle, uin, type Teller } from "./teller.ts";

/** The people of the standard's samples (ess/processflow1res, 2res, 3res), at home in Marovia. */
export function sampleHouseholds(told: Teller): DemoHousehold[] {
  return [johnson(told), smith(told), doe(told)];
}

/** Alice Smith's job in processflow2res: employment support knows of it. */
export const aliceJob = {
  job_title: "farmer",
  employer: "Previous Employer Ltd",
  employment_type: "seasonal",
  start_date: "2019-01-01",
  end_date: "2024-01-15",
} as const;

function johnson(told: Teller): DemoHousehold {
  return {
    number: "HH-10008",
    locality: "Salt Quay",
    region: "Port Marov",
    days_ago: 180,
    members: [
      told.person("Bob", "Johnson", "male", "1992-03-15", "SELF", {
        ...uin("9876543210"),
        email: "bob.johnson@example.com",
        phone_number: "+66892345678",
        ...idle,
      }),
    ],
  };
}

function smith(told: Teller): DemoHousehold {
  return {
    number: "HH-10009",
    locality: "Millbrook",
    region: "Upper Senna",
    days_ago: 210,
    members: [
      told.person("Alice", "Smith", "female", "1985-05-20", "SELF", {
        ...uin("42343545654"),
        email: "alice.smith@example.com",
        phone_number: "+66891234567",
        ...idle,
      }),
    ],
  };
}

function doe(told: Teller): DemoHousehold {
  return {
    number: "GRP-001",
    locality: "Ferry Landing",
    region: "Coral Coast",
    days_ago: 175,
    members: [
      told.person("John", "Doe", "male", "1990-04-15", "SELF", {
        ...uin("1234567890"),
        email: "john.doe@example.com",
        phone_number: "+66891234567",
        ...idle,
      }),
      told.person("Jane", "Doe", "female", "1992-07-20", "SPS", { ...uin("1234567891"), ...idle }),
      told.person("Mark", "Doe", "male", "2000-03-10", "BRO", { ...uin("1234567892"), ...idle }),
      told.person("Lisa", "Doe", "female", "1985-09-05", "SIS", { ...uin("1234567893"), ...idle }),
    ],
  };
}
