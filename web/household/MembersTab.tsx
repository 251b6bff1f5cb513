import type { HouseholdView } from "../../server/api/schemas.ts";
import { useWords } from "../words/useWords.ts";
import { PersonDetail } from "./PersonDetail.tsx";

type Props = { household: HouseholdView; opened: string | undefined; open: (id: string) => void };

/** The members beside the one who is opened, with every field of that person. */
export function MembersTab({ household, opened, open }: Props) {
  const { t, code } = useWords();
  const person = household.members.find((one) => one.id === opened) ?? household.members[0];
  if (person === undefined) return <p className="quiet">{t("household.no_members")}</p>;
  return (
    <div className="members">
      <nav className="member-menu" aria-label={t("household.members")}>
        <ul>
          {household.members.map((member) => (
            <li key={member.id}>
              <button
                type="button"
                className="member-button"
                aria-current={member.id === person.id || undefined}
                onClick={() => open(member.id)}
              >
                <strong>
                  <bdi>{member.name}</bdi>
                </strong>
                <span className="quiet">
                  {[
                    member.age === null ? "" : t("person.age", { count: member.age }),
                    member.main_contact
                      ? t("person.main_contact")
                      : member.relationship && code("relationship", member.relationship),
                  ]
                    .filter(Boolean)
                    .join(t("value.comma"))}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <PersonDetail key={person.id} person={person} />
    </div>
  );
}
