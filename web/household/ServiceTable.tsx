import type { PersonView } from "../../server/api/schemas.ts";
import { SystemTag } from "../parts/SystemTag.tsx";
import { useWords } from "../words/useWords.ts";

export function ServiceTable({ person }: { person: PersonView }) {
  const { t, day, code } = useWords();
  if (person.services.length === 0) return null;
  return (
    <table className="table stack">
      <caption>{t("service.table")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("service.col.service")}</th>
          <th scope="col">{t("service.col.on")}</th>
          <th scope="col">{t("service.col.outcome")}</th>
          <th scope="col">{t("service.col.by")}</th>
        </tr>
      </thead>
      <tbody>
        {person.services.map((one) => (
          <tr key={one.id}>
            <td data-label={t("service.col.service")}>
              <strong>{code("service", one.service)}</strong>{" "}
              {one.quantity === "" ? null : <bdi>{one.quantity}</bdi>}
              {one.note === "" ? null : (
                <div className="quiet" dir="auto">
                  {one.note}
                </div>
              )}
            </td>
            <td data-label={t("service.col.on")}>{day(one.on)}</td>
            <td data-label={t("service.col.outcome")}>{code("outcome", one.outcome)}</td>
            <td data-label={t("service.col.by")}>
              <SystemTag system={one.by.system} /> <bdi className="quiet">{one.by.name}</bdi>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
