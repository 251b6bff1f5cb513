import type { FieldView, HouseholdView } from "../../server/api/schemas.ts";
import { FieldRow } from "../fields/FieldRow.tsx";
import { OfferTag } from "../parts/OfferTag.tsx";
import { useWords } from "../words/useWords.ts";
import { MergeAsked } from "./MergeAsked.tsx";
import { RecordActs } from "./RecordActs.tsx";
import { Timeline } from "./Timeline.tsx";
import { Waiting } from "./Waiting.tsx";

const latest_max = 6;

type Props = {
  household: HouseholdView;
  openPerson: (id: string) => void;
  openTimeline: () => void;
};

/** What needs a decision, what happened last in both offices, who lives here. */
export function OverviewTab({ household, openPerson, openTimeline }: Props) {
  const words = useWords();
  const { t } = words;
  const latest = household.timeline.slice(0, latest_max);
  return (
    <div className="overview">
      <div className="overview-main">
        <MergeAsked kind="household" record={household} />
        <Waiting household={household} />
        <div className="section-head">
          <h2>{t("household.latest")}</h2>
          {household.timeline.length > latest_max ? (
            <button type="button" className="link" onClick={openTimeline}>
              {t("household.whole_timeline")}
            </button>
          ) : null}
        </div>
        <Timeline entries={latest} />
      </div>
      <div className="overview-side">
        <RecordActs kind="household" record={household} />
        <section className="panel" aria-labelledby="members-title">
          <h2 id="members-title">{t("household.members")}</h2>
          <ul className="member-list">
            {household.members.map((member) => (
              <li key={member.id}>
                <button type="button" className="link" onClick={() => openPerson(member.id)}>
                  <bdi>{member.name}</bdi>
                </button>
                <span className="quiet">
                  {[
                    member.age === null ? "" : t("person.age", { count: member.age }),
                    member.main_contact
                      ? t("person.main_contact")
                      : member.relationship && words.code("relationship", member.relationship),
                    work(member.fields)
                      ? words.value("employment_status", work(member.fields))
                      : "",
                  ]
                    .filter(Boolean)
                    .join(t("value.comma"))}
                </span>
                <OfferTag state={member.offer.state} />
              </li>
            ))}
          </ul>
        </section>
        <section className="panel" aria-labelledby="place-title">
          <h2 id="place-title">{t("household.facts")}</h2>
          <dl className="fields">
            {household.fields.map((field) => (
              <FieldRow
                key={field.name}
                field={field}
                recordId={household.id}
                about={household.number}
              />
            ))}
          </dl>
        </section>
      </div>
    </div>
  );
}

function work(fields: FieldView[]): unknown {
  return fields.find((one) => one.name === "employment_status")?.value;
}
