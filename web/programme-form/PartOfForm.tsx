import type { ProgrammeView } from "../../server/api/programme-schemas.ts";
import { AboutSection } from "./AboutSection.tsx";
import { AsksSection } from "./AsksSection.tsx";
import { CalendarSection } from "./CalendarSection.tsx";
import { ChainSection } from "./ChainSection.tsx";
import { DataSection } from "./DataSection.tsx";
import type { Part } from "./definition-draft.ts";
import { FairnessSection } from "./FairnessSection.tsx";
import { GivesSection } from "./GivesSection.tsx";
import { LookSection } from "./LookSection.tsx";
import type { SectionProps } from "./section.ts";
import { StatusesSection } from "./StatusesSection.tsx";
import { WhoSection } from "./WhoSection.tsx";

type Props = SectionProps & { part: Part; was: ProgrammeView | null };

/** One group of questions at a time. */
export function PartOfForm({ part, was, ...props }: Props) {
  switch (part) {
    case "about":
      return <AboutSection {...props} />;
    case "who":
      return <WhoSection {...props} programme={was?.id ?? ""} />;
    case "gives":
      return <GivesSection {...props} />;
    case "asks":
      return <AsksSection {...props} />;
    case "statuses":
      return <StatusesSection {...props} />;
    case "data":
      return <DataSection {...props} />;
    case "fairness":
      return <FairnessSection {...props} />;
    case "calendar":
      return <CalendarSection {...props} />;
    case "chain":
      return <ChainSection {...props} />;
    case "look":
      return <LookSection draft={props.draft} was={was} />;
  }
}
