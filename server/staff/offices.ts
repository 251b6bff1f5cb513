import { noteOffice, officeOf } from "../../domain/directory/office.ts";
import { textOf, valueOf } from "../../domain/record.ts";
import { act } from "../../store/act.ts";
import { loadOfType } from "../../store/load.ts";
import { OfficeBody, OfficeList, type OfficeView } from "../api/paper-schemas.ts";
import { systemRef, type Hosted } from "../hosting.ts";
import { done, get, post, type Doors } from "./doors.ts";

const offices_max = 200;

/** How people reach the offices: what stands on every paper they take home. */
export function officeRoutes(doors: Doors): void {
  const list = { url: "/offices", summary: "How people reach the offices", answer: OfficeList };
  get(doors, list, async ({ hosted }) => done({ items: await officesOf(hosted) }));

  const note = {
    url: "/offices",
    summary: "Note how people reach an office, this one or a partner's",
    body: OfficeBody,
    answer: OfficeList,
  };
  post(doors, note, async (call) => {
    const { store, hosted, body } = call;
    const { system, ...input } = body;
    const acted = await act(store, call.acting("office.note"), async (ctx) => {
      const known = await loadOfType(store, "Office", offices_max);
      const decided = noteOffice(ctx, system, known, input);
      return decided.ok ? { ...decided, result: null } : decided;
    });
    return acted.ok ? done({ items: await officesOf(hosted) }) : acted;
  });
}

/** Our own office first, then the partners' that take part in cases. */
export async function officesOf(hosted: Hosted): Promise<OfficeView[]> {
  const { store, systems } = hosted;
  const [known] = await Promise.all([loadOfType(store, "Office", offices_max), hosted.partners()]);
  return [...systems.keys()].map((system) => {
    const state = officeOf(known, system)?.state;
    const said = (field: string) => (state ? textOf(state, field) : "");
    const complaints = state ? valueOf(state, "complaints") : undefined;
    return {
      system: systemRef(hosted, system),
      ask_for: said("ask_for"),
      phone: said("phone"),
      hours: said("hours"),
      place: said("place"),
      complaints: {
        name: "",
        phone: "",
        place: "",
        ...(complaints as OfficeView["complaints"] | undefined),
      },
    };
  });
}
