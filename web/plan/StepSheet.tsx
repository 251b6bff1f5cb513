import { IconX } from "@tabler/icons-react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useWords } from "../words/useWords.ts";
import { useDesk } from "./desk.ts";
import { lineText } from "./plan-words.ts";
import { StepCard } from "./StepCard.tsx";

/** One step of the calendar or the board, opened: all of it, as it stands now, and what can be done. */
export function StepSheet({ id, close }: { id: string; close: () => void }) {
  const { t } = useWords();
  const { plan } = useDesk();
  const step = plan.steps.find((one) => one.id === id);
  const title = step?.goal ? lineText(step.goal, plan) : t("plan.step.no_goal");
  return (
    <ModalOverlay className="overlay" isOpen isDismissable onOpenChange={(open) => open || close()}>
      <Modal className="modal">
        <Dialog className="dialog">
          <div className="dialog-head">
            <Heading slot="title">{step?.what ?? t("plan.step.gone")}</Heading>
            <button
              type="button"
              className="icon-button"
              aria-label={t("form.close")}
              onClick={close}
            >
              <IconX size={20} aria-hidden="true" />
            </button>
          </div>
          {step ? (
            <>
              <p className="quiet" dir="auto">
                {title}
              </p>
              <ul>
                <StepCard step={step} />
              </ul>
            </>
          ) : null}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
